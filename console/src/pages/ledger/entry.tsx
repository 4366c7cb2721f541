import { useQuery } from '@tanstack/react-query';
import { formatCount } from 'tribune/charts';
import { encodeHex, readCheckpoint, sha256, TileReader, treeHasher, verifyInclusion } from 'tribune/ledger';
import { call } from '../../api/call.js';
import { Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { readFrom } from './read-from.js';

/** Where an entry stands: its leaf, and whether the newest checkpoint covers it. */
async function placeOf(index: number, signal: AbortSignal) {
  const text = await call('GET /ledger/{log}/checkpoint', { path: { log: 'main' }, signal });
  const head = text === '' ? null : readCheckpoint(text).checkpoint;
  if (head === null || index >= head.size) return { size: head?.size ?? 0, leaf: null, hashes: 0 };
  const hasher = treeHasher(sha256);
  const reader = new TileReader(hasher, readFrom('main'), head);
  const [leafHash, proof] = [await reader.leafHash(index), await reader.inclusionProof(index)];
  // It throws where the proof leads to another root.
  verifyInclusion(hasher, { index, size: head.size, leafHash, root: head.root, proof });
  return { size: head.size, leaf: encodeHex(leafHash), hashes: proof.length };
}

/** An entry of the main log, to which evidence and sources lead: its place, proved in the browser. */
export function Entry({ index }: { readonly index: number }) {
  const place = useQuery({
    queryKey: ['ledger-entry', index],
    queryFn: ({ signal }) => placeOf(index, signal),
    retry: false,
  });
  return (
    <Section title={`Entry ${index}`} aside={<span className="note small">of the log of decisions and acts</span>}>
      <Answer of={place} what="where it stands">
        {({ size, leaf, hashes }) =>
          leaf === null ? (
            <p className="verdict care" role="status">
              The newest checkpoint covers {formatCount(size)} entries, and this one is not among them yet.
            </p>
          ) : (
            <div className="stack">
              <p className="verdict good" role="status">
                It stands under the newest checkpoint, as {hashes === 1 ? 'one hash shows' : `${hashes} hashes show`},
                checked here.
              </p>
              <dl className="facts">
                <dt>Its place</dt>
                <dd>
                  {formatCount(index)} of {formatCount(size)}, counted from 0
                </dd>
                <dt>Hash of its leaf</dt>
                <dd>
                  <code>{leaf}</code>
                </dd>
              </dl>
              <p className="note small">
                A leaf is a salted hash: what the entry says is in the record that led here, and its opening proves that
                the two belong together.
              </p>
            </div>
          )
        }
      </Answer>
    </Section>
  );
}
