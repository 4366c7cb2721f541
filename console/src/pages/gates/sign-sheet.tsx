import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { call } from '../../api/call.js';
import type { Gate } from '../../api/gates.js';
import { sessionQuery } from '../../api/queries.js';
import { Said, Sheet, SheetActs, useAct } from '../../parts/act.js';
import { TextField } from '../../parts/text-field.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { roleText } from './words.js';

/** Most letters of a statement, as the service takes it. */
const MOST_STATEMENT = 4_000;

type Role = Gate['signatures'][number]['role'];
type Set = NonNullable<Gate['toSign']>;

/** The roles in which a person may sign a gate, as far as their roles say; the service judges the person again. */
export function useSigningRoles(of: Pick<Gate, 'gate'>): readonly Role[] {
  const { data: session } = useQuery(sessionQuery);
  const held = new Set<string>(session?.roles);
  return of.gate.approvers.map(({ role }) => role).filter((role) => held.has(role));
}

interface SignProps {
  readonly of: Gate;
  readonly roles: readonly Role[];
  readonly onClose: () => void;
}

/** Signs for a version: shows exactly what is signed, by its digests, and asks for a statement. */
export function SignSheet({ of, roles, onClose }: SignProps) {
  const [first] = roles;
  const [role, setRole] = useState<Role>(first!);
  const [statement, setStatement] = useState('');
  const [isNewest, setNewest] = useState(false);
  const set = isNewest && of.newest !== null ? of.newest : of.toSign;
  const act = useAct(
    (evidence: string) =>
      call('POST /v1/gate-signatures', {
        body: {
          ...{ deployment: of.deployment, as: role, statement, evidence },
          ...(of.version === null ? {} : { version: of.version }),
        },
      }),
    ['gates'],
    onClose,
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (set !== null) act.run(set.digest);
  };
  return (
    <Sheet title={`Sign for ${of.deployment}`} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        {roles.length < 2 ? (
          <p>
            You sign as <strong>{roleText(role)}</strong>.
          </p>
        ) : (
          <div className="field">
            <label htmlFor="sign-role">You sign as</label>
            <select id="sign-role" value={role} onChange={({ target }) => setRole(target.value as Role)}>
              {roles.map((one) => (
                <option key={one} value={one}>
                  {roleText(one)}
                </option>
              ))}
            </select>
          </div>
        )}
        {of.newest === null || of.toSign === null ? null : (
          <label className="choice">
            <input type="checkbox" checked={isNewest} onChange={({ target }) => setNewest(target.checked)} />
            <span>Sign newer evidence than the gate stands on: it holds longer</span>
          </label>
        )}
        {set === null ? null : <Signed of={set} gate={of} />}
        <TextField
          label="What you say, for the log"
          value={statement}
          onChange={setStatement}
          most={MOST_STATEMENT}
          rows={3}
          isRequired
        />
        <Said error={act.error} />
        <SheetActs button="Sign" isDisabled={act.isRunning || set === null} onClose={onClose} />
      </form>
      {act.proof}
    </Sheet>
  );
}

/** What a signature is under: each piece of evidence and the digest of all. */
const Signed = ({ of, gate }: { readonly of: Set; readonly gate: Gate }) => (
  <div className="card stack">
    <p className="small">
      Your signature binds exactly this, and counts {gate.gate.holdsDays ?? 90} days. Another cutoff, policy or version
      is something else, and is signed anew.
    </p>
    <dl className="facts digests">
      {of.items.map(({ requirement, what, digest, until }) => (
        <div className="pair" key={requirement}>
          <dt>
            <Name>{requirement}</Name>
          </dt>
          <dd>
            <Name whole>{what}</Name>
            {until === null ? null : (
              <span className="note small">
                {' '}
                · good until <Time at={until} />
              </span>
            )}
            <code className="block">{digest}</code>
          </dd>
        </div>
      ))}
      <div className="pair">
        <dt>
          <strong>All of it</strong>
        </dt>
        <dd>
          <code className="block">{of.digest}</code>
        </dd>
      </div>
    </dl>
  </div>
);
