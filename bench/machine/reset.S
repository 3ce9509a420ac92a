/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a guest's CPU executes before the kernel: data of the host program, which
 * puts it into a guest's firmware (machine/firmware.h).
 *
 * The code fills the last 256 bytes below 4 GiB.  A CPU starts in real mode at
 * the last 16 of them (Intel SDM volume 3, 10.1.4 "First Instruction
 * Executed").  It enters flat protected mode and then does what the list of
 * steps says, 16 bytes each: an operation and three operands.
 */

#define BASE 0xffffff00
/* CS has base 0xffff0000 until the first far jump. */
#define IN_SEGMENT(symbol) (0xff00 + symbol - firmware_reset)
#define ABSOLUTE(symbol) (BASE + symbol - firmware_reset)

/* firmware.c has the same values. */
#define STEPS 0xffff0100
#define STEP_COPY 1
#define STEP_WRITE_MSR 2
#define STEP_WRITE_PCI 3

#define CODE_SELECTOR 0x10
#define DATA_SELECTOR 0x18
#define PCI_ADDRESS 0xcf8
#define PCI_DATA 0xcfc

	.section .rodata

	.globl	firmware_reset, firmware_reset_end
	.balign	8
firmware_reset:
	.code32
protected:
	movl	$DATA_SELECTOR, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	$STEPS, %ebx
	cld
next:
	movl	(%ebx), %eax
	addl	$16, %ebx
	cmpl	$STEP_COPY, %eax
	je	copy
	cmpl	$STEP_WRITE_MSR, %eax
	je	write_msr
	cmpl	$STEP_WRITE_PCI, %eax
	je	write_pci

	/*
	 * The 32-bit boot protocol: ESI has the boot parameters, EBP, EDI and
	 * EBX are 0 (Documentation/arch/x86/boot.rst).
	 */
	movl	-12(%ebx), %eax
	movl	-8(%ebx), %esi
	xorl	%ebp, %ebp
	xorl	%edi, %edi
	xorl	%ebx, %ebx
	jmp	*%eax

copy:				/* to, from, in units of 4 bytes */
	movl	-12(%ebx), %edi
	movl	-8(%ebx), %esi
	movl	-4(%ebx), %ecx
	rep movsl
	jmp	next

write_msr:			/* register, low half, high half */
	movl	-12(%ebx), %ecx
	movl	-8(%ebx), %eax
	movl	-4(%ebx), %edx
	wrmsr
	jmp	next

write_pci:			/* address as port 0xcf8 has it, value */
	movl	-12(%ebx), %eax
	movw	$PCI_ADDRESS, %dx
	outl	%eax, %dx
	movl	-8(%ebx), %eax
	movw	$PCI_DATA, %dx
	outl	%eax, %dx
	jmp	next

	/* Flat segments at the selectors that the boot protocol asks for. */
	.balign	8
gdt:
	.quad	0
	.quad	0
	.quad	0x00cf9b000000ffff
	.quad	0x00cf93000000ffff
gdt_end:
gdt_pointer:
	.word	gdt_end - gdt - 1
	.long	ABSOLUTE(gdt)

	.code16
real:
	cli
	lgdtl	%cs:IN_SEGMENT(gdt_pointer)
	movl	%cr0, %eax
	orb	$1, %al
	movl	%eax, %cr0
	ljmpl	$CODE_SELECTOR, $ABSOLUTE(protected)

	.org	firmware_reset + 0xf0
	jmp	real
	.org	firmware_reset + 0x100
firmware_reset_end:

	.section .note.GNU-stack, "", @progbits
