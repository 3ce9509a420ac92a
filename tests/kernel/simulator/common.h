
/*
 * From here on: numaboot's.  A case that the variable DIFFERING names runs in
 * a process of its own, which its first failed assertion ends.
 */
#undef PREFIX_PUSH
#define PREFIX_PUSH()                                                          \
	do {                                                                   \
		if (case_was_tried(__func__))                                  \
			return 0;                                              \
		prefix_push(__func__);                                         \
	} while (0)

bool case_was_tried(const char *name);
