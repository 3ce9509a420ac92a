# SPDX-License-Identifier: GPL-2.0-only
test_that("addresses survive printing and parsing, also above 4 GiB", {
  addresses <- c(0, 0x1000000, 2^31, 2^32 - 1, 2^32, 0x1bfffffff, 2^40, 2^48 + 5)
  expect_identical(parse_address(format_address(addresses)), addresses)
  expect_identical(
    format_address(c(0x100000, 0x1bfffffff, NA)), c("0x00100000", "0x1bfffffff", "-")
  )
})

test_that("an address that is not hexadecimal is named", {
  expect_error(
    parse_address(c("0x10", "0xzz")), "\"zz\" is not a hexadecimal address", fixed = TRUE
  )
})

test_that("bytes print in binary units", {
  expect_identical(
    format_bytes(c(0, 512, 4096, 10485760, 1.5 * 2^30, NA)),
    c("0 B", "512 B", "4 KiB", "10 MiB", "1.50 GiB", "-")
  )
  expect_identical(format_bytes(-4096), "-4 KiB")
})

test_that("a change keeps its sign however small it is", {
  expect_identical(format_change(c(0, 0.5, -0.1234, 1e-9, -1e-9, -1, 20)),
    c("0", "+50.00%", "-12.34%", "+<.001%", "-<.001%", "-100.0%", "+2000%"))
  expect_identical(format_change(NA_real_), "from 0")
})

test_that("counts keep every digit", {
  expect_identical(format_count(c(1234567890123, 0, NA)), c("1,234,567,890,123", "0", "-"))
})

test_that("words are joined as people write them", {
  expect_identical(join_words(c("a", "b", "c")), "a, b and c")
  expect_identical(join_words("a"), "a")
})

test_that("digests are equal or not, and written as hashes are", {
  expect_identical(
    format_change(c(0, 0.3, -0.1), c("digest", "digest", "bytes")), c("0", "other", "-10.00%")
  )
  expect_identical(format_value(c(2^40 + 1, 5), c("digest", "pages")), c("0x10000000001", "5"))
  expect_identical(format_difference(c(-7, 7), c("digest", "calls")), c("", "+7"))
})
