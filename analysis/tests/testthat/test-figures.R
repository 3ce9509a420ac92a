# SPDX-License-Identifier: GPL-2.0-only
test_that("every figure of a small run can be drawn and saved in both formats", {
  run <- synthetic_run(topologies = "numa4-hole", mappings = c("2M", "4K"))
  figures <- make_figures(prepare_report(run))
  names <- vapply(figures, function(figure) figure$name, "")
  expect_identical(
    names, c("memory-map-numa4-hole", "page-tables", "memblock-search", "boot-phases")
  )
  dir <- tempfile()
  save_figures(figures[3], dir)
  files <- file.path(dir, paste0(names[3], c(".png", ".svg")))
  expect_true(all(file.size(files) > 5000))
  expect_length(list.files(dir, pattern = "partial"), 0)
})

test_that("axis labels are short", {
  expect_identical(label_counts(c(0, 1500, 2.5e6)), c("0", "1.5 k", "2.5 M"))
  expect_identical(
    label_bytes(c(0, 2^30, 1.5 * 2^30, 512 * MiB)), c("0", "1 GiB", "1.5 GiB", "512 MiB")
  )
  expect_true(all(bytes_breaks(c(0, 2^30)) %% 2^20 == 0))
})

test_that("breaks of differences leave room for their labels, and reach both ends", {
  for (limits in list(c(-1.1e6, 1.2e6), c(-5e5, 2000), c(-3e9, 3e9), c(0, 2e6))) {
    breaks <- signed_breaks(limits)
    expect_true(0 %in% breaks && max(abs(breaks)) * 10 > max(abs(limits)))
    shares <- diff(to_signed_log(breaks)) / diff(to_signed_log(limits))
    expect_true(all(shares > 0.17), info = toString(limits))
  }
  expect_identical(label_signed(c(-1e6, 0, 999999.9999)), c("-1 M", "0", "+1 M"))
})

test_that("a narrow form is a file of its own, and the page has it for narrow screens", {
  plot <- ggplot2::ggplot()
  size <- list(plot = plot, width = 2, height = 4)
  dir <- tempfile()
  figure <- save_figure(new_figure("one", plot, "Said.", 3, 2, narrow = size), dir)
  expect_setequal(list.files(dir), c("one.png", "one.svg", "one-narrow.svg"))
  page <- flat(html_figure(figure))
  expect_match(page, "<source media=\"screen and \\(max-width: 640px\\)\" srcset=\"data:image/svg")
  expect_match(page, "href=\"figures/one.png\"", fixed = TRUE)
  figure$narrow_svg <- NULL
  expect_match(flat(html_figure(figure)), "<figure id=\"figure-one\" class=\"wide\">", fixed = TRUE)
})
