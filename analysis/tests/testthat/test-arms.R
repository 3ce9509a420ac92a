# SPDX-License-Identifier: GPL-2.0-only
test_that("an arm keeps its colour and shape whatever it is compared with", {
  all <- arm_colours(synthetic_arms)
  two <- arm_colours(c("unpatched", "stock+movable_node"))
  expect_identical(all[["stock+movable_node"]], two[["stock+movable_node"]])
  expect_identical(
    arm_shapes(synthetic_arms)[["patched"]], arm_shapes(c("stock", "patched"))[["patched"]]
  )
})

test_that("the baseline is grey and arms never share a colour", {
  arms <- c("mine", "patched", "other", "unpatched", "third")
  expect_identical(arm_colours(arms)[["mine"]], baseline_colour)
  expect_false(anyDuplicated(arm_colours(arms)) > 0)
})

test_that("arms with one image and equal parameters are controls", {
  arm <- function(name, image, ...) list(
    name = name, kernel = "k", parameters = list(...), image_sha256 = image
  )
  info <- list(
    arms = list(arm("a", "1"), arm("b", "2"), arm("again", "1"), arm("c", "1", "movable_node"))
  )
  expect_identical(unlist(control_pairs(info)), c(baseline = "a", candidate = "again"))
})

test_that("an arm looks the same on every base, unless two of a plan would", {
  expect_identical(
    unname(arm_colours(c("other", "stock-6.12+movable_node"))),
    unname(arm_colours(c("other", "stock+movable_node")))
  )
  both <- c("other", "patched", "patched-6.1")
  expect_false(anyDuplicated(arm_colours(both)) > 0)
  expect_identical(arm_colours(both)[["patched"]], known_arm_colours[["patched"]])
})
