/**
 * Where a database keeps accounts: each row of the registry's tables as it is there, with the number of the write that
 * put it, so that a machine asks for those since. Who writes holds the single row of `accounts`: writes come one after
 * the other, on whichever machine. A format of the registry's tables comes with a format here that does the same to
 * these rows, and says so in `accounts.format`.
 */
export const accountSchema: readonly string[] = [
  'CREATE TABLE upflow.accounts (number bigint NOT NULL, write text NOT NULL, format bigint NOT NULL)',
  'INSERT INTO upflow.accounts VALUES (0, gen_random_uuid(), 4)',
  // Each has a name: a number alone may be another's where a database was restored. is_taken: rows that a machine had.
  `CREATE TABLE upflow.account_writes (
    number bigint PRIMARY KEY, write text NOT NULL, is_taken boolean NOT NULL DEFAULT false
  )`,
  'INSERT INTO upflow.account_writes SELECT number, write FROM upflow.accounts',
  // key: of its primary key, as a JSON array. content: as JSON; null for one that is no more.
  `CREATE TABLE upflow.account_rows (
    table_name text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL, organization text COLLATE "C",
    number bigint NOT NULL, content text, PRIMARY KEY (table_name, key)
  )`,
  'CREATE INDEX account_rows_by_number ON upflow.account_rows (number)',
  `CREATE INDEX account_rows_by_organization ON upflow.account_rows (organization) WHERE organization IS NOT NULL`,
  // Nobody of an organization is in a later one of its name, whoever removes it, also a release that knows of no accounts.
  `CREATE FUNCTION upflow.forget_accounts(of_organization text) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE
      next_number bigint;
      next_write text := gen_random_uuid();
    BEGIN
      UPDATE upflow.accounts SET number = number + 1, write = next_write RETURNING number INTO next_number;
      INSERT INTO upflow.account_writes VALUES (next_number, next_write);
      UPDATE upflow.account_rows SET organization = NULL, content = NULL, number = next_number
        WHERE organization = of_organization;
    END $$`,
  `CREATE FUNCTION upflow.forget_accounts_of_removed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM upflow.forget_accounts(OLD.id);
      RETURN NULL;
    END $$`,
  `CREATE TRIGGER forget_accounts AFTER DELETE ON upflow.organizations
    FOR EACH ROW EXECUTE FUNCTION upflow.forget_accounts_of_removed()`,
]

/** When the organizations were made that rows are of which a machine brought: another of that name may come into the database. */
export const broughtOrganizations: readonly string[] = [
  `CREATE TABLE upflow.brought_organizations (id text COLLATE "C" PRIMARY KEY, created_at bigint NOT NULL)`,
]
