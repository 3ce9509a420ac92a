// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/kind.h"

#include <ctype.h>
#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/inflate.h"
#include "lib/alloc.h"
#include "lib/le.h"

/* As much of a compressed file's content as tells what it is. */
#define INSIDE_BYTES 4096

/**
 * struct kind - what some bytes are
 * @what: with its article
 * @todo: what to do, or ""
 */
struct kind {
	char what[160];
	const char *todo;
};

/* Where each format's own documentation has them; the first that fits. */
static const struct magic {
	size_t offset;
	const char *bytes;
	size_t length;
	const char *what;
	const char *todo;
} magics[] = {
	/* Kernels of others: their Documentation/arch/…/boot*.rst. */
	{ 4, "zimg", 4, "an EFI zboot image, as of arm64, riscv and loongarch",
	  "" },
	{ 56, "ARMd", 4, "an arm64 Image", "" },
	{ 56, "RSC\x05", 4, "a riscv Image", "" },
	{ 48, "RISCV", 5, "a riscv Image", "" },
	{ 56, "\xcd\x23\x82\x81", 4, "a loongarch Image", "" },
	{ 36, "\x18\x28\x6f\x01", 4, "an arm zImage", "" },
	{ 0x10008, "S390EP", 6, "an s390 image", "" },
	{ 0, "\x27\x05\x19\x56", 4, "a U-Boot uImage", "" },
	{ 0, "\xd0\x0d\xfe\xed", 4, "a device tree or a FIT image", "" },
	{ 0, "ANDROID!", 8, "an Android boot image",
	  "take the kernel out of it" },
	/* What kernels come in. */
	{ 0, "!<arch>\ndebian-binary", 21, "a Debian package",
	  "dpkg-deb -x FILE FOLDER, then FOLDER/boot/vmlinuz-…" },
	{ 0, "!<arch>\n", 8, "an archive of ar", "" },
	{ 0, "\xed\xab\xee\xdb", 4, "an RPM package",
	  "rpm2cpio FILE | cpio -id, then vmlinuz below lib/modules or boot" },
	{ 0x8001, "CD001", 5, "an ISO 9660 image",
	  "give the kernel that is in it, such as casper/vmlinuz" },
	{ 257, "ustar", 5, "a tar archive", "unpack it first" },
	{ 0, "PK\x03\x04", 4, "a zip archive", "unpack it first" },
	{ 0, "7z\xbc\xaf\x27\x1c", 6, "a 7z archive", "unpack it first" },
	{ 0, "hsqs", 4, "a squashfs", "give the kernel that is in it" },
	{ 0, "QFI\xfb", 4, "a disk image (qcow2)",
	  "give the kernel that is in it" },
	{ 0, "KDMV", 4, "a disk image (vmdk)", "give the kernel that is in it" },
	{ 0x438, "\x53\xef", 2, "an ext file system",
	  "give the kernel that is in it" },
	/* What lies beside kernels. */
	{ 0, "07070", 5, "a cpio archive, perhaps an initrd",
	  "give the kernel: guests bring their own initrd" },
	{ 0, "\x04\x22\x4d\x18", 4, "a file compressed by lz4",
	  "if it is a kernel, inflate it first" },
	{ 0, "#!", 2, "a script", "" },
};

static const struct machine_name {
	unsigned int machine;
	const char *name;
} elf_machines[] = {
	{ EM_386, "i386" }, { EM_X86_64, "x86-64" }, { EM_ARM, "arm" },
	{ EM_AARCH64, "arm64" }, { EM_RISCV, "riscv" }, { EM_PPC, "ppc" },
	{ EM_PPC64, "ppc64" }, { EM_S390, "s390" }, { EM_MIPS, "mips" },
	{ EM_SPARCV9, "sparc64" }, { EM_IA_64, "ia64" },
	{ 258, "loongarch" }, { EM_68K, "m68k" }, { EM_PARISC, "parisc" },
	{ 0, NULL },
}, pe_machines[] = {
	{ 0x14c, "i386" }, { 0x8664, "x86-64" }, { 0xaa64, "arm64" },
	{ 0x1c2, "arm" }, { 0x1c0, "arm" }, { 0x5032, "riscv" },
	{ 0x5064, "riscv" }, { 0x6232, "loongarch" }, { 0x6264, "loongarch" },
	{ 0x200, "ia64" }, { 0, NULL },
};

static const char *machine_name(const struct machine_name *names,
				unsigned int machine)
{
	while (names->name && names->machine != machine)
		names++;
	return names->name ? names->name : "an unknown machine";
}

static void set(struct kind *kind, const char *what, const char *todo)
{
	snprintf(kind->what, sizeof(kind->what), "%s", what);
	kind->todo = todo;
}

static bool is_elf(struct kind *kind, const unsigned char *bytes, size_t size)
{
	bool big = size > EI_DATA && bytes[EI_DATA] == ELFDATA2MSB;
	unsigned int type, machine;

	if (size < 20 || memcmp(bytes, ELFMAG, SELFMAG))
		return false;
	type = big ? bytes[16] << 8 | bytes[17] : le16(bytes + 16);
	machine = big ? bytes[18] << 8 | bytes[19] : le16(bytes + 18);
	snprintf(kind->what, sizeof(kind->what), "%s of %s",
		 type == ET_REL ? "an ELF object, perhaps a module," :
		 type == ET_CORE ? "an ELF core" : "an ELF file",
		 machine_name(elf_machines, machine));
	kind->todo = machine == EM_X86_64 && type != ET_REL ?
		"if it is a vmlinux, give arch/x86/boot/bzImage of the same build" :
		"";
	return true;
}

/* Microsoft, "PE Format": the sections' names behind the optional header. */
static bool has_section(const unsigned char *bytes, size_t size, size_t pe,
			const char *name)
{
	size_t at = pe + 24 + le16(bytes + pe + 20);
	unsigned int count = le16(bytes + pe + 6);

	for (; count && at + 40 <= size; count--, at += 40)
		if (strncmp((const char *)bytes + at, name, 8) == 0)
			return true;
	return false;
}

static bool is_pe(struct kind *kind, const unsigned char *bytes, size_t size)
{
	size_t pe = size > 0x40 ? le32(bytes + 0x3c) : 0;

	if (size < 2 || memcmp(bytes, "MZ", 2))
		return false;
	if (pe + 24 > size || !pe || memcmp(bytes + pe, "PE\0\0", 4)) {
		set(kind, "a file that begins as an image and is cut short, or a program of DOS",
		    "copy it again");
		return true;
	}
	if (has_section(bytes, size, pe, ".linux")) {
		set(kind, "a unified kernel image (UKI)",
		    "objcopy -O binary -j .linux FILE vmlinuz takes the kernel out of it");
		return true;
	}
	snprintf(kind->what, sizeof(kind->what),
		 "an EFI or Windows program of %s without a kernel in it",
		 machine_name(pe_machines, le16(bytes + pe + 4)));
	kind->todo = "";
	return true;
}

static bool has_magic(struct kind *kind, const unsigned char *bytes,
		      size_t size)
{
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
		const struct magic *magic = &magics[i];

		if (magic->offset + magic->length > size ||
		    memcmp(bytes + magic->offset, magic->bytes, magic->length))
			continue;
		set(kind, magic->what, magic->todo);
		return true;
	}
	return false;
}

static bool is_text(struct kind *kind, const unsigned char *bytes, size_t size)
{
	size_t length = size < 512 ? size : 512;

	for (size_t i = 0; i < length; i++)
		if (!isprint(bytes[i]) && !isspace(bytes[i]) && bytes[i] < 0x80)
			return false;
	set(kind, "a text file", "");
	return true;
}

static bool is_plain(struct kind *kind, const unsigned char *bytes,
		     size_t size)
{
	return is_elf(kind, bytes, size) || has_magic(kind, bytes, size) ||
	       is_pe(kind, bytes, size);
}

/* A kernel's header in what was inflated, or another kind. */
static void look_inside(struct kind *kind, const unsigned char *inflated,
			size_t size, const char *method)
{
	struct kind inside;

	kind->todo = "if it is a kernel, inflate it first";
	if (size > 0x206 && memcmp(inflated + 0x202, "HdrS", 4) == 0) {
		snprintf(kind->what, sizeof(kind->what),
			 "a bzImage compressed once more by %s", method);
		kind->todo = "inflate it first";
	} else if (is_plain(&inside, inflated, size)) {
		snprintf(kind->what, sizeof(kind->what),
			 "%.100s, compressed by %s", inside.what, method);
		kind->todo = inside.todo;
	} else {
		snprintf(kind->what, sizeof(kind->what),
			 "a file compressed by %s", method);
	}
}

static bool is_compressed(struct kind *kind, const unsigned char *bytes,
			  size_t size)
{
	const char *method = inflate_method(bytes, size);
	unsigned char *inflated = xcalloc(1, INSIDE_BYTES);
	struct error ignored;
	long got = method ? inflate_bytes(bytes, size, inflated, INSIDE_BYTES,
					  &ignored) : 0;

	if (method)
		look_inside(kind, inflated, got < 0 ? 0 : (size_t)got, method);
	free(inflated);
	return method;
}

static void find_kind(struct kind *kind, const unsigned char *bytes,
		      size_t size)
{
	if (!size)
		set(kind, "an empty file", "copy it again");
	else if (!is_plain(kind, bytes, size) &&
		 !is_compressed(kind, bytes, size) &&
		 !is_text(kind, bytes, size))
		set(kind, "no bzImage header", "");
}

int kind_refuse(const char *path, const unsigned char *bytes, size_t size,
		struct error *err)
{
	struct kind kind;

	find_kind(&kind, bytes, size);
	return error_set(err, EINVAL, "%s: found %s, expected an x86 bzImage%s%s",
			 path, kind.what, *kind.todo ? ": " : "", kind.todo);
}
