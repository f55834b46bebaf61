package dev.casegate

import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

private val PDF = "%PDF-1.4\n1 0 obj<<>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n".toByteArray()

private class MapBlobs : Blobs {
    val chunks = HashMap<Pair<String, UInt>, ByteArray>()
    var fails: Exception? = null

    override fun put(key: String, index: UInt, bytes: ByteArray) {
        fails?.let { throw it }
        chunks[key to index] = bytes
    }

    override fun get(key: String, index: UInt): ByteArray? = chunks[key to index]

    override fun delete(key: String) {
        chunks.keys.removeIf { it.first == key }
    }
}

private class OddKeys(private val odd: Exception) : Keys {
    override fun current(purpose: KeyPurpose): UInt? = throw odd

    override fun key(purpose: KeyPurpose, number: UInt): ByteArray? = throw odd
}

/** What an app supplies, also when it fails. */
class PlugInsTest {
    private fun letter(case: CaseDetails) =
        AddDocument(case.caseId, DocumentKind.INVOICE, "Invoice 7", "invoice.pdf", "application/pdf", PDF)

    @Test
    fun documentsGoThroughTheAppsBlobs() {
        val blobs = MapBlobs()
        World(blobs = blobs).use { world ->
            val case = world.begin()
            val document = world.desk().addDocument(letter(case))
            assertEquals(1, blobs.chunks.size)
            val chunk = world.desk().readDocument(ReadDocument(case.caseId, document.documentId, 0u))
            assertArrayEquals(PDF, chunk.content)
            world.desk().removeDocument(DocumentRef(case.caseId, document.documentId))
            assertTrue(blobs.chunks.isEmpty())
        }
    }

    @Test
    fun failingBlobsAreAnErrorWithoutTheAppsDetails() {
        val blobs = MapBlobs()
        World(blobs = blobs).use { world ->
            val case = world.begin()
            for (failure in listOf(PlugInException.Unavailable(), IllegalStateException("disk of Dana Whitfield"))) {
                blobs.fails = failure
                val refusal = assertThrows<PortalException.Unavailable> { world.desk().addDocument(letter(case)) }
                assertEquals(Code.BLOBS_UNAVAILABLE, refusal.code)
                assertFalse(refusal.message.contains("Dana"), refusal.message)
            }
            blobs.fails = null
            assertTrue(world.desk().listDocuments(CaseRef(case.caseId)).documents.isEmpty())
            world.desk().addDocument(letter(case))
        }
    }

    @Test
    fun aFailingKeyStoreNeverPassesForNone() {
        for (failure in listOf(PlugInException.Unavailable(), IllegalStateException("locked"))) {
            World(keys = OddKeys(failure)).use { world ->
                val refusal = assertThrows<PortalException.Unavailable> { world.begin() }
                assertEquals(Code.KEY_UNAVAILABLE, refusal.code)
            }
        }
    }

    @Test
    fun aFailingClockIsAnErrorAndNothingMore() {
        var works = false
        val clock = object : Clock {
            override fun now() = if (works) TestClock().at else throw IllegalStateException("no time")
        }
        Portal.inMemory(clock = clock).use { portal ->
            val staff = Staff(FirmId("firm_00000000000000000000000000000001"), "u-1", "Rosa", Role.ADMINISTRATOR)
            val refusal = assertThrows<PortalException.Internal> {
                portal.desk(staff).registerFirm(RegisterFirm("Hartwell"))
            }
            assertEquals(Code.DEFECT, refusal.code)
            works = true
            assertEquals("Hartwell", portal.desk(staff).registerFirm(RegisterFirm("Hartwell")).name)
        }
    }
}
