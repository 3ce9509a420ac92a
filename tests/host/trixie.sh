#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# On Debian 13 the lab builds, its checks pass, and boots leave what they leave here;
# long form: `make run` does, too.
exec tests/host/run ${LONG:+--whole} "$@" trixie
