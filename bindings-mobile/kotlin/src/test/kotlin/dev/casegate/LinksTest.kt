package dev.casegate

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Functions on links and texts that need no portal. */
class LinksTest {
    private fun link(world: World): String =
        world.desk().mintInvite(MintInvite(world.begin().caseId, "taxpayer")).link.reveal()

    @Test
    fun aDamagedLinkIsMended() = World().use { world ->
        val link = link(world)
        val code = link.substringAfterLast("/i/").substringAfterLast('#')
        assertTrue(code.startsWith("cgi1_"), "the link's shape")
        val damaged = "see <" + link.chunked(40).joinToString("=\r\n") + ">."
        assertEquals(code, repairLink(damaged))
        assertNull(repairLink(link.dropLast(1)))
        world.visitor().openLink(OpenLink(repairLink(damaged)!!))
        Unit
    }

    @Test
    fun credentialsInATextAreFoundWhereTheyStand() = World().use { world ->
        val link = link(world)
        val session = world.visitor().openLink(OpenLink(link)).session.reveal()
        val code = repairLink(link)!!
        val text = "😀 \uD83D é $code, then 😀$session."
        val leaks = scan(text)
        assertEquals(listOf(TokenKind.INVITE, TokenKind.SESSION), leaks.map { it.kind })
        assertEquals(listOf(code, session), leaks.map { text.substring(it.start.toInt(), it.end.toInt()) })
        assertTrue(scan("cgi1_".repeat(100)).isEmpty())
    }
}
