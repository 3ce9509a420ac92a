// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that is plugged into slots: a device for each, behind the registers
 * that QEMU's docs/specs/acpi_mem_hotplug.rst describes.  ACPI 6.4, 9.11
 * "Memory Devices".  For machines with such slots only.
 */
#define SLOT(name, number)                                                  \
        Device (name)                                                       \
        {                                                                   \
            Name (_HID, EisaId ("PNP0C80"))                                 \
            Name (_UID, number)                                             \
            Method (_STA) { Return (\_SB.MEMC.STAT (number)) }              \
            Method (_CRS, 0, Serialized)                                    \
            {                                                               \
                Return (\_SB.MEMC.PLAC (number))                            \
            }                                                               \
            Method (_PXM) { Return (\_SB.MEMC.PXMN (number)) }              \
            Method (_OST, 3) { \_SB.MEMC.TELL (number, Arg0, Arg1) }        \
            Method (_EJ0, 1) { \_SB.MEMC.EJEC (number) }                    \
        }

DefinitionBlock ("", "SSDT", 2, "NUMAB ", "MEMDEV  ", 1)
{
    Scope (\_SB)
    {
    Device (MEMC)
    {
        Name (_HID, EisaId ("PNP0A06"))
        Name (_UID, "memory slots")
        Name (_CRS, ResourceTemplate ()
        {
            IO (Decode16, 0x0a00, 0x0a00, 0, 0x18)
        })
        OperationRegion (REGS, SystemIO, 0x0a00, 0x18)
        // The selected slot's, read.
        Field (REGS, DWordAcc, NoLock, Preserve)
        {
            ADLO, 32, ADHI, 32, SZLO, 32, SZHI, 32, NODE, 32
        }
        Field (REGS, ByteAcc, NoLock, WriteAsZeros)
        {
            Offset (0x14),
            THER, 1,    // there is memory in it
            CAME, 1,    // it came; written 1: noticed
            LEAV, 1,    // it is to leave; written 1: noticed
            GONE, 1     // written 1: take it away
        }
        // Which slot, and what the kernel made of its event, written.
        Field (REGS, DWordAcc, NoLock, Preserve)
        {
            SLCT, 32, EVNT, 32, RSLT, 32
        }
        Mutex (GATE, 0)

        Method (STAT, 1, Serialized)
        {
            Local0 = 0
            Acquire (GATE, 0xffff)
            SLCT = Arg0
            If (THER == 1) { Local0 = 0x0f }
            Release (GATE)
            Return (Local0)
        }

        Method (PLAC, 1, Serialized)
        {
            Name (RBUF, ResourceTemplate ()
            {
                QWordMemory (ResourceProducer, PosDecode, MinFixed, MaxFixed,
                    Cacheable, ReadWrite, 0, 0, 0xfffffffe, 0, 0xffffffff,,,
                    RAM)
            })
            CreateQWordField (RBUF, RAM._MIN, FRST)
            CreateQWordField (RBUF, RAM._MAX, LAST)
            CreateQWordField (RBUF, RAM._LEN, SIZE)
            Acquire (GATE, 0xffff)
            SLCT = Arg0
            FRST = ADLO | (ADHI << 32)
            SIZE = SZLO | (SZHI << 32)
            Release (GATE)
            LAST = FRST + SIZE - 1
            Return (RBUF)
        }

        Method (PXMN, 1, Serialized)
        {
            Acquire (GATE, 0xffff)
            SLCT = Arg0
            Local0 = NODE
            Release (GATE)
            Return (Local0)
        }

        Method (TELL, 3, Serialized)
        {
            Acquire (GATE, 0xffff)
            SLCT = Arg0
            EVNT = Arg1
            RSLT = Arg2
            Release (GATE)
        }

        Method (EJEC, 1, Serialized)
        {
            Acquire (GATE, 0xffff)
            SLCT = Arg0
            GONE = 1
            Release (GATE)
        }

        // Notify (device, 1): look at it again; 3: it is to leave.
        Method (SCAN, 0, Serialized)
        {
            Local0 = 0
            While (Local0 < 16)
            {
                Acquire (GATE, 0xffff)
                SLCT = Local0
                Local1 = 0
                If (CAME == 1) { CAME = 1  Local1 = 1 }
                ElseIf (LEAV == 1) { LEAV = 1  Local1 = 3 }
                Release (GATE)
                If (Local1 != 0) { WAKE (Local0, Local1) }
                Local0 += 1
            }
        }

        Method (WAKE, 2)
        {
            If (Arg0 == 0) { Notify (MD00, Arg1) }
            If (Arg0 == 1) { Notify (MD01, Arg1) }
            If (Arg0 == 2) { Notify (MD02, Arg1) }
            If (Arg0 == 3) { Notify (MD03, Arg1) }
            If (Arg0 == 4) { Notify (MD04, Arg1) }
            If (Arg0 == 5) { Notify (MD05, Arg1) }
            If (Arg0 == 6) { Notify (MD06, Arg1) }
            If (Arg0 == 7) { Notify (MD07, Arg1) }
            If (Arg0 == 8) { Notify (MD08, Arg1) }
            If (Arg0 == 9) { Notify (MD09, Arg1) }
            If (Arg0 == 10) { Notify (MD0A, Arg1) }
            If (Arg0 == 11) { Notify (MD0B, Arg1) }
            If (Arg0 == 12) { Notify (MD0C, Arg1) }
            If (Arg0 == 13) { Notify (MD0D, Arg1) }
            If (Arg0 == 14) { Notify (MD0E, Arg1) }
            If (Arg0 == 15) { Notify (MD0F, Arg1) }
        }

        SLOT (MD00, 0)
        SLOT (MD01, 1)
        SLOT (MD02, 2)
        SLOT (MD03, 3)
        SLOT (MD04, 4)
        SLOT (MD05, 5)
        SLOT (MD06, 6)
        SLOT (MD07, 7)
        SLOT (MD08, 8)
        SLOT (MD09, 9)
        SLOT (MD0A, 10)
        SLOT (MD0B, 11)
        SLOT (MD0C, 12)
        SLOT (MD0D, 13)
        SLOT (MD0E, 14)
        SLOT (MD0F, 15)
    }
    }

    // Event 3: a slot's memory came or is to leave.
    Scope (\_GPE)
    {
        Method (_E03) { \_SB.MEMC.SCAN () }
    }
}
