import BFF
import Card
import Domain
import Operations
import Testing

@testable import Sandbox

struct SessionTests {
  struct Scene {
    let diary = Diary()
    let directory = TemporaryDirectory()
    let vault: SessionVault
    let portal: PortalClient

    init(_ change: ScriptedPortal.Change = .init(), loggedIn: Bool = true) throws {
      let vault = SessionVault(directory: directory.path + "/run", issuer: ScriptedPortal.origin)
      var change = change
      change.onSend = { [diary] in if vault.load() == nil { diary.write("nobody is logged in here") } }
      self.vault = vault
      if loggedIn { try vault.save(SessionVaultTests.session()) }
      portal = PortalClient(
        transport: ScriptedPortal(
          try Practice.shared.get().authorities, diary: diary, now: Practice.now, change: change),
        portal: ScriptedPortal.origin, clock: FixedClock(Practice.now), token: { vault.token() })
    }
  }

  static let refusals: [ScriptedPortal.Change] = [
    .init(refusal: (401, "SESSION_EXPIRED", "")), .init(refusal: (401, "NO_SESSION", "")),
  ]

  @Test func thePortalSaysWhoIsLoggedIn() async throws {
    let scene = try Scene()
    let summary = try await CurrentSession(portal: scene.portal, vault: scene.vault).summary()
    #expect(summary?.person.displayName == LegalName("見本　花子"))
    #expect(scene.vault.load()?.summary == summary)
    #expect(scene.vault.load()?.token.reveal() == "token-1")
  }

  @Test(arguments: [0, 1]) func aSessionThatThePortalEndedIsWiped(_ row: Int) async throws {
    let scene = try Scene(Self.refusals[row])
    let problem = await #expect(throws: Problem.self) {
      try await CurrentSession(portal: scene.portal, vault: scene.vault).summary()
    }
    #expect(problem?.code == .sessionExpired)
    #expect(scene.vault.load() == nil)
  }

  @Test func nobodyIsLoggedInWithoutAskingThePortal() async throws {
    let scene = try Scene(loggedIn: false)
    #expect(try await CurrentSession(portal: scene.portal, vault: scene.vault).summary() == nil)
    #expect(await Logout(portal: scene.portal, vault: scene.vault).run())
    #expect(scene.diary.all.isEmpty)
  }

  @Test func aPortalInTroubleDoesNotEndTheSession() async throws {
    let scene = try Scene(.init(fails: .timedOut(sent: true)))
    await #expect(throws: Problem.self) {
      try await CurrentSession(portal: scene.portal, vault: scene.vault).summary()
    }
    #expect(scene.vault.load() != nil)
  }

  @Test(arguments: [
    (ScriptedPortal.Change(), true), (.init(fails: .unreachable), false),
    (.init(refusal: (401, "SESSION_EXPIRED", "")), true), (.init(refusal: (500, "FAULT", "")), false),
  ]) func logOutWipesWhateverThePortalSays(_ row: (change: ScriptedPortal.Change, told: Bool)) async throws {
    let scene = try Scene(row.change)
    #expect(await Logout(portal: scene.portal, vault: scene.vault).run() == row.told)
    #expect(scene.vault.load() == nil)
    // Whoever ends the command while the portal is slow is logged out here.
    #expect(scene.diary.all == ["DELETE /session/v1/sessions/current", "nobody is logged in here"])
  }
}
