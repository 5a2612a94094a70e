/// The tables of the portal's database. Steps are only ever appended.
enum Schema {
  static let steps = [
    """
    CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

    CREATE TABLE people (
      number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, kana TEXT, subject TEXT NOT NULL UNIQUE);

    CREATE TABLE challenges (nonce TEXT PRIMARY KEY, expires_at INTEGER NOT NULL, expires_text TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE sessions (
      token_hash BLOB PRIMARY KEY, person INTEGER NOT NULL REFERENCES people, method TEXT NOT NULL,
      opened_at INTEGER NOT NULL, used_at INTEGER NOT NULL) WITHOUT ROWID;

    -- A page of the box reads no body; a search reads nothing but `notice_texts`.
    CREATE TABLE notices (
      seq INTEGER PRIMARY KEY, person INTEGER NOT NULL, issued_at INTEGER NOT NULL, read_at INTEGER, kind TEXT NOT NULL,
      sender TEXT NOT NULL, department TEXT, title TEXT NOT NULL, due TEXT, action TEXT, procedure TEXT, application TEXT,
      attachments INTEGER NOT NULL DEFAULT 0);
    CREATE INDEX notices_box ON notices (person, issued_at DESC, seq DESC);
    CREATE INDEX notices_unread ON notices (person, issued_at DESC, seq DESC) WHERE read_at IS NULL;
    CREATE TABLE notice_bodies (seq INTEGER PRIMARY KEY, body TEXT NOT NULL, easy TEXT);
    CREATE TABLE notice_texts (
      seq INTEGER PRIMARY KEY, person INTEGER NOT NULL, issued_at INTEGER NOT NULL, sender TEXT NOT NULL, text TEXT NOT NULL);
    CREATE TABLE notice_attachments (
      seq INTEGER NOT NULL, n INTEGER NOT NULL, name TEXT NOT NULL, document INTEGER NOT NULL REFERENCES documents,
      PRIMARY KEY (seq, n)) WITHOUT ROWID;
    CREATE TABLE documents (number INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, type TEXT NOT NULL, content BLOB NOT NULL);

    -- Counts that every list answers with, kept by the triggers below; `first` and `last` bound the scan of a search.
    CREATE TABLE mailboxes (
      person INTEGER PRIMARY KEY, total INTEGER NOT NULL, unread INTEGER NOT NULL, first INTEGER NOT NULL,
      last INTEGER NOT NULL);
    CREATE TRIGGER notices_added AFTER INSERT ON notices BEGIN
      INSERT INTO mailboxes VALUES (new.person, 1, new.read_at IS NULL, new.seq, new.seq)
      ON CONFLICT (person) DO UPDATE SET total = total + 1, unread = unread + (new.read_at IS NULL),
        first = min(first, new.seq), last = max(last, new.seq);
    END;
    CREATE TRIGGER notices_marked AFTER UPDATE OF read_at ON notices BEGIN
      UPDATE mailboxes SET unread = unread + (new.read_at IS NULL) - (old.read_at IS NULL) WHERE person = new.person;
    END;

    CREATE TABLE delivery_services (
      person INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, linked INTEGER NOT NULL, waiting INTEGER NOT NULL,
      latest_at INTEGER, PRIMARY KEY (person, id)) WITHOUT ROWID;

    CREATE TABLE applications (
      seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, person INTEGER NOT NULL, procedure_id TEXT NOT NULL,
      procedure_title TEXT NOT NULL, destination TEXT NOT NULL, state TEXT NOT NULL, submitted_at INTEGER NOT NULL,
      arrival_number TEXT UNIQUE, arrived_at INTEGER, due TEXT, usual_days INTEGER, message TEXT);
    CREATE INDEX applications_of ON applications (person, submitted_at DESC, seq DESC);
    CREATE TABLE application_history (
      application INTEGER NOT NULL REFERENCES applications, position INTEGER NOT NULL, state TEXT NOT NULL,
      at INTEGER NOT NULL, note TEXT, PRIMARY KEY (application, position)) WITHOUT ROWID;

    CREATE TABLE todos (
      seq INTEGER PRIMARY KEY, person INTEGER NOT NULL, title TEXT NOT NULL, due TEXT, due_rule TEXT, kind TEXT NOT NULL,
      source TEXT, certain INTEGER NOT NULL, notice TEXT, application TEXT, procedure TEXT);
    CREATE INDEX todos_of ON todos (person);

    CREATE TABLE selfinfo_requests (
      seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, person INTEGER NOT NULL, state TEXT NOT NULL,
      requested_at INTEGER NOT NULL, categories TEXT NOT NULL);
    CREATE TABLE proxies (
      seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, person INTEGER NOT NULL, direction TEXT NOT NULL, name TEXT NOT NULL,
      scope TEXT NOT NULL, until TEXT);
    CREATE TABLE status_items (
      id TEXT PRIMARY KEY, level TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, from_at INTEGER NOT NULL,
      until_at INTEGER, systems TEXT NOT NULL) WITHOUT ROWID;
    """
  ]
}
