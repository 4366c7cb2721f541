import { type FormEvent, useState } from 'react';
import { call } from '../../api/call.js';
import type { Gate } from '../../api/gates.js';
import { Said, Sheet, SheetActs, useAct } from '../../parts/act.js';
import { TextField } from '../../parts/text-field.js';
import { Name } from '../../parts/words.js';
import { roleText } from './words.js';

const MOST_STATEMENT = 4_000;
/** Most bytes of a report whose digest is made here. */
const MOST_REPORT_BYTES = 256 * 1024 * 1024;
const DIGEST = 'sha256:[0-9a-f]{64}';

type Attestation = Extract<Gate['gate']['requires'][number], { readonly kind: 'attestation' }>;

interface AttestProps {
  readonly of: Gate;
  readonly requirement: Attestation;
  readonly onClose: () => void;
}

/** Says that something was done for a version; the report on it is bound by its digest, and is sent nowhere. */
export function AttestSheet({ of, requirement, onClose }: AttestProps) {
  const [statement, setStatement] = useState('');
  const [digest, setDigest] = useState('');
  const [unread, setUnread] = useState<Error | null>(null);
  const act = useAct(
    () =>
      call('POST /v1/gate-attestations', {
        body: {
          ...{ deployment: of.deployment, requirement: requirement.id, statement, digest },
          ...(of.version === null ? {} : { version: of.version }),
        },
      }),
    ['gates'],
    onClose,
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  const read = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    try {
      setDigest(await digestOf(file));
      setUnread(null);
    } catch (cause) {
      setUnread(cause as Error);
    }
  };
  return (
    <Sheet title={`Say that it was done: ${requirement.id}`} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <p>
          You say for version <code>{of.version?.slice(0, 19)}</code>, as {roleText(requirement.by)}:{' '}
          <strong>
            <Name>{requirement.what}</Name>
          </strong>
          . It counts {requirement.withinDays} days.
        </p>
        <TextField
          label="What you say, for the log"
          value={statement}
          onChange={setStatement}
          most={MOST_STATEMENT}
          rows={3}
          isRequired
        />
        <div className="field">
          <label htmlFor="attest-file">The report; it stays on your machine, only its digest is kept</label>
          <input id="attest-file" type="file" onChange={({ target }) => void read(target.files?.[0])} />
        </div>
        <div className="field">
          <label htmlFor="attest-digest">Digest of the report (SHA-256)</label>
          <input
            id="attest-digest"
            value={digest}
            required
            pattern={DIGEST}
            title="sha256: and 64 hexadecimal digits"
            onChange={({ target }) => setDigest(target.value.trim())}
          />
        </div>
        <Said error={unread ?? act.error} />
        <SheetActs button="Say it" isDisabled={act.isRunning} onClose={onClose} />
      </form>
      {act.proof}
    </Sheet>
  );
}

async function digestOf(file: File): Promise<string> {
  if (file.size > MOST_REPORT_BYTES)
    throw new Error(
      `${file.name} has ${file.size} bytes; of one above ${MOST_REPORT_BYTES}, give the digest yourself.`,
    );
  if (globalThis.crypto.subtle === undefined)
    throw new Error('Your browser makes digests on pages that came safely alone; give the digest yourself.');
  const bytes = await globalThis.crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return `sha256:${Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
