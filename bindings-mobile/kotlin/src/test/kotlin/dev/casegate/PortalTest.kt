package dev.casegate

import java.nio.file.Files
import java.nio.file.Path
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir

/** The portal as an app uses it. */
class PortalTest {
    @Test
    fun aSecretIsRevealedOnceAndNeverPrinted() = World().use { world ->
        val case = world.begin()
        val minted = world.desk().mintInvite(MintInvite(case.caseId, "taxpayer"))
        assertFalse(minted.toString().contains("cgi1_"), minted.toString())
        assertEquals("Secret(redacted)", minted.link.toString())
        assertTrue(minted.link.reveal().startsWith("https://portal.example/i/"))
        val refusal = assertThrows<PortalException.Conflict> { minted.link.reveal() }
        assertEquals(Code.STATE_FORBIDS, refusal.code)
    }

    @Test
    fun recordsDoNotPrintWhatPeopleWrote() {
        assertEquals("CreateCase(redacted)", CreateCase("Dana Whitfield", "T", "intake").toString())
        assertEquals("UnmaskedNumber(redacted)", UnmaskedNumber("123456789").toString())
    }

    @Test
    fun aMalformedIdIsARefusalThatNamesItsField() = World().use { world ->
        world.begin()
        for (text in listOf("", "case_1", "firm_00000000000070008000000000000000", "123-45-6789")) {
            val refusal = assertThrows<PortalException.Invalid> { world.desk().getCase(CaseRef(CaseId(text))) }
            assertEquals(Code.INPUT_MALFORMED, refusal.code)
            assertEquals("caseId", refusal.field)
            assertFalse(refusal.message.contains(".rs"), refusal.message)
            assertFalse(refusal.message.contains("123-45"), refusal.message)
        }
    }

    @Test
    fun anAmountOutOfRangeIsARefusal() {
        val refusal = assertThrows<PortalException.Invalid> {
            World().use { world ->
                val path = FieldPath("no path at all[")
                val case = world.begin()
                world.desk().unmaskAnswer(UnmaskAnswer(case.caseId, Section.HOUSEHOLD, path, AnswerOf.CLIENT))
            }
        }
        assertEquals("path", refusal.field)
    }

    @Test
    fun aFileKeepsEverything(@TempDir folder: Path) {
        val file = folder.resolve("portal.db").toString()
        val staff = Staff(FirmId("firm_00000000000000000000000000000001"), "u-1", "Rosa", listOf(Role.ADMINISTRATOR))
        Portal.open(file).use { it.desk(staff).registerFirm(RegisterFirm("Hartwell")) }
        Portal.open(file).use { portal ->
            assertEquals("Hartwell", portal.desk(staff).getFirm().name)
            portal.check()
            portal.backup(folder.resolve("copy.db").toString())
            assertThrows<PortalException.Conflict> { portal.backup(folder.resolve("copy.db").toString()) }
        }
        Portal.open(folder.resolve("copy.db").toString()).use { assertEquals("Hartwell", it.desk(staff).getFirm().name) }
    }

    @Test
    fun anotherProgramsFileIsLeftAlone(@TempDir folder: Path) {
        val file = Files.writeString(folder.resolve("notes.txt"), "not a database, ".repeat(100))
        val refusal = assertThrows<PortalException.Internal> { Portal.open(file.toString()) }
        assertEquals(Code.STORE_FOREIGN, refusal.code)
        assertTrue(Files.readString(file).startsWith("not a database"))
    }

    @Test
    fun coroutinesUseTheSameDoors() = World().use { world ->
        val case = world.begin()
        val visit = world.open(case)
        runBlocking {
            val homes = List(8) { async { visit.suspending().home() } }.awaitAll()
            assertEquals(setOf("Dana Whitfield"), homes.map { it.case.clientName }.toSet())
            assertThrows<PortalException.NotFound> {
                world.desk().suspending().getCase(CaseRef(CaseId("case_00000000000070008000000000000000")))
            }
        }
        Unit
    }

    @Test
    fun aClosedPortalRefusesInsteadOfCrashing() {
        val world = World()
        world.close()
        assertThrows<IllegalStateException> { world.desk() }
    }

    @Test
    fun theStoresOwnRecordIsTheHosts() = World().use { world ->
        world.begin()
        assertThrows<PortalException.Denied> { world.visitor().openLink(OpenLink("nothing")) }
        assertTrue(world.portal.verifyStoreAudit().intact)
        assertNull(world.portal.listStoreAudit().next)
    }
}
