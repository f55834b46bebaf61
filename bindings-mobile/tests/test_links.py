"""Functions on links and texts that need no portal."""

import unittest

import casegate
from test_scenarios import World


class Links(unittest.TestCase):
    def setUp(self):
        world = World()
        desk = world.door("administrator")
        desk.register_firm(casegate.RegisterFirm(name="Hartwell Tax Advisory"))
        desk.update_firm(casegate.UpdateFirm(identity_check=casegate.IdentityCheck.OFF))
        case = desk.create_case(casegate.CreateCase(client_name="Dana", title="T", stage="intake"))
        minted = desk.mint_invite(casegate.MintInvite(case_id=case.case_id, label="taxpayer"))
        self.link = minted.link.reveal()

    def test_a_damaged_link_is_mended(self):
        code = casegate.repair_link(f"see <{self.link[:40]}=\r\n{self.link[40:]}>.")
        self.assertTrue(self.link.endswith(code))
        self.assertIsNone(casegate.repair_link(self.link[:-1]))

    def test_a_credential_is_found_where_it_stands(self):
        (leak,) = casegate.scan(f"\N{GRINNING FACE} {self.link}")
        self.assertEqual(leak.kind, casegate.TokenKind.INVITE)
        self.assertEqual((leak.start, leak.end), (3 + len(self.link) - 76, 3 + len(self.link)))


if __name__ == "__main__":
    unittest.main()
