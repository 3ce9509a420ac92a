#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The statistics keep their promises on simulated data: `make calibrate`, shorter.
exec Rscript --vanilla analysis/calibrate.R --short
