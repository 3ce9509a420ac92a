
/*
 * From here on: numaboot's.  The kernel's end is a variable.
 */
#undef __pa_symbol
#define __pa_symbol(symbol) kernel_end
extern phys_addr_t kernel_end;
