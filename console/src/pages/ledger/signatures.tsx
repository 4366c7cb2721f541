import { encodeHex, type NoteSignature } from 'tribune/ledger';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';

/** A witness's signature begins with the second at which it was made (C2SP tlog-cosignature), and is this long, bytes. */
const COSIGNATURE_BYTES = 72;
const SECOND_MS = 1_000;
const KEY_ID_BYTES = 4;

interface Row extends NoteSignature {
  readonly isOwn: boolean;
}

/** Who signed a checkpoint: the log by its own key, and witnesses, who vouch that they were shown no other log. */
export function Signatures({ of, origin }: { readonly of: readonly NoteSignature[]; readonly origin: string }) {
  const rows = of.map((one) => ({ ...one, isOwn: one.name === origin }));
  return (
    <>
      <Table caption="Who signed it" columns={COLUMNS} rows={rows} rowKey={({ name, keyId }) => `${name} ${keyId}`} />
      {rows.some(({ isOwn }) => !isOwn) ? null : (
        <p className="note">
          No witness signs it: nobody outside vouches that everyone is shown the same log. An administrator names
          witnesses at the start of the service, by <code>--witness</code>.
        </p>
      )}
    </>
  );
}

/** The moment that a witness wrote into its signature, ms; null for the log's own, which has none. */
export function signedAtMs({ signature, isOwn }: Pick<Row, 'signature' | 'isOwn'>): number | null {
  if (isOwn || signature.length !== COSIGNATURE_BYTES) return null;
  const { buffer, byteOffset } = signature;
  return Number(new DataView(buffer, byteOffset).getBigUint64(0)) * SECOND_MS;
}

const keyId = (id: number): string =>
  encodeHex(Uint8Array.from({ length: KEY_ID_BYTES }, (_, at) => (id >>> (8 * (KEY_ID_BYTES - 1 - at))) & 0xff));

const COLUMNS: readonly Column<Row>[] = [
  { id: 'name', head: 'Signature of', cell: ({ name }) => <Name>{name}</Name> },
  { id: 'kind', head: 'Which is', cell: ({ isOwn }) => (isOwn ? 'the log itself' : 'a witness') },
  { id: 'key', head: 'Key', cell: (row) => <code>{keyId(row.keyId)}</code> },
  {
    id: 'at',
    head: 'Signed',
    cell(row) {
      const at = signedAtMs(row);
      return at === null ? 'without a time' : <Time at={new Date(at).toISOString()} />;
    },
  },
];
