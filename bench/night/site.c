#include "night/site.h"
int site_make(const char *history, const char *folder, const char *claims,
	      struct error *err)
{ (void)history;(void)folder;(void)claims;(void)err; return 0; }
