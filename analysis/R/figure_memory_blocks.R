# SPDX-License-Identifier: GPL-2.0-only
# Memory blocks on the map: a tile each, green where it went offline, in
# the colour of the owner of the page that stopped it where it stayed.

note_inches <- 1.15
pale_classes <- c(
  "removable", "other", "firmware", "crash-kernel", "initrd", "log-buffer", "swiotlb"
)
verdict_colours <- c(all = "#1B7F4B", some = "#8A5A00", none = "#B83708")

# The memory blocks that the map shows: one topology and mapping, one boot per arm, of
# the first workload that tried any, which is the one without load.
map_memory_blocks <- function(run, name, at) {
  memory_blocks <- run$memory_blocks
  if (is.null(memory_blocks)) {
    return(NULL)
  }
  states <- run_states(run)[end_state == "completed", .(run_id, workload)]
  memory_blocks <- memory_blocks[
    as.character(topology) == name & as.character(mapping) == at
  ][states, on = "run_id", nomatch = NULL]
  memory_blocks <- memory_blocks[workload == lowest_word(workload) & pass == lowest(pass)]
  memory_blocks[
    ,
    owner := ifelse(
      removable == 1, "removable", ifelse(owner %in% names(class_colours), owner, "unknown")
    )
  ][]
}

lowest_word <- function(words) sort(unique(words))[1]

# Tiles on the rows of the map;
# a memory block that spans a hole is two.
place_memory_blocks <- function(memory_blocks, segments, places) {
  ram <- segments[kind == "ram", .(node, row, x0, low = start, high = end)]
  tiles <- memory_blocks[
    ram, on = "node", nomatch = NULL, allow.cartesian = TRUE
  ][start <= high & end >= low]
  tiles[, x1 := x0 + pmin(end, high) + 1 - low]
  tiles[, x0 := x0 + pmax(start, low) - low]
  tiles[places, c("y", "half") := .(i.y, i.half), on = "row"][]
}

# What became of each hotpluggable node of each arm, and what held it.
judge_nodes <- function(memory_blocks) {
  memory_blocks[
    ,
    .(
      whole = all(removable == 1),
      share = sum((end - start + 1)[removable == 1]) / sum(end - start + 1),
      owners = paste(unique(owner[removable == 0][order(start[removable == 0])]), collapse = ", ")
    ),
    by = .(arm, node)
  ]
}

# Whether an arm frees all, some or none of the nodes.
judge_arms <- function(memory_blocks) {
  judge_nodes(memory_blocks)[, .(free = sum(whole), nodes = .N,
    state = if (all(whole)) "all" else if (any(whole)) "some" else "none"), by = arm][order(arm)]
}

memory_block_verdicts <- function(memory_blocks) {
  judge_arms(memory_blocks)[, .(
    arm, text = sprintf("%d of %d node%s can be removed", free, nodes, ifelse(nodes == 1, "", "s")),
    state, level = 1
  )]
}

# The title says what was found: "none of the 3 hotpluggable nodes can be
# removed with A; all 3 with B". An arm that was not tried is none of "any".
tell_nodes <- function(judged, arms = judged$arm) {
  said <- judged[
    , .(arms = if (.N == length(arms) && .N > 1) "any arm" else join_words(as.character(arm))),
    by = .(free, nodes, state)
  ]
  amount <- ifelse(
    said$nodes == 1, ifelse(said$free == 1, "can", "cannot"),
    ifelse(
      said$state == "all", sprintf("all %d", said$nodes),
      ifelse(said$state == "none", "none", sprintf("%d of them", said$free))
    )
  )
  first <- if (said$nodes[1] == 1) {
    sprintf("the hotpluggable node %s be removed", amount[1])
  } else {
    sprintf(
      "%s of the %d hotpluggable nodes can be removed", sub(" .*", "", amount[1]), said$nodes[1]
    )
  }
  rest <- ifelse(said$nodes == 1, paste("it", amount), amount)
  paste(
    c(
      paste(first, "with", said$arms[1]), if (nrow(said) > 1) paste(rest[-1], "with", said$arms[-1])
    ),
    collapse = "; "
  )
}

# A sign and the owners at the right of each node's bar, on two lines if long.
memory_block_notes <- function(memory_blocks, tiles, widest) {
  ends <- tiles[, .(x = max(x1) + widest * 0.02, y = y[1]), by = .(arm, node)]
  notes <- judge_nodes(memory_blocks)[ends, on = c("arm", "node")]
  notes[, state := ifelse(whole, "all", "none")]
  notes[, text := ifelse(whole, "\u2713 removable", paste("\u2717", vapply(owners, function(words) {
    paste(strwrap(words, 16), collapse = "\n")
  }, "")))][]
}

# Room at the right of the bars for the notes, as an x coordinate.
notes_limit <- function(tiles, widest, columns, width) {
  share <- min(0.55, note_inches / ((width - 1.7) / columns))
  max(widest, max(tiles$x1) / (1 - share))
}

# Layers of the tiles, of a cross in those that stayed, and of the notes.
draw_memory_blocks <- function(tiles, notes, classes, widest) {
  tiles[, class := factor(owner, classes)]
  narrow <- min(tiles$x1 - tiles$x0) < widest * 0.03
  stuck <- tiles[removable == 0 & !narrow]
  list(
    ggplot2::geom_rect(
      ggplot2::aes(xmin = x0, xmax = x1, ymin = y - half, ymax = y + half, fill = class), tiles,
      colour = "white", linewidth = if (narrow) 0.1 else 0.5
    ),
    layer_if(
      stuck,
      ggplot2::geom_text(
        ggplot2::aes((x0 + x1) / 2, y), stuck, label = "\u00d7", size = 4,
        colour = ifelse(stuck$owner %in% pale_classes, ink, "white"), fontface = "bold",
        family = figure_font
      )
    ),
    ggplot2::geom_text(
      ggplot2::aes(x, y, label = text, colour = state), notes, hjust = 0, size = 2.5,
      lineheight = 0.9, family = figure_font, fontface = "bold"
    )
  )
}
