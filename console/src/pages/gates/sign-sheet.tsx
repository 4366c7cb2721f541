import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { call } from '../../api/call.js';
import type { Gate } from '../../api/gates.js';
import { sessionQuery } from '../../api/queries.js';
import { Said, Sheet, SheetActs, useAct } from '../../parts/act.js';
import { TextField } from '../../parts/text-field.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { hasSigned, isSignable, roleText } from './words.js';

/** Most letters of a statement, as the service takes it. */
const MOST_STATEMENT = 4_000;

type Role = Gate['signatures'][number]['role'];
type Evidence = NonNullable<Gate['toSign']>;

/** Days for which a signature counts, unless the gate says otherwise. */
const HOLDS_DAYS = 90;
const holdsDaysOf = ({ gate }: Pick<Gate, 'gate'>): number => gate.holdsDays ?? HOLDS_DAYS;

interface Signing {
  readonly role: Role;
  /** Whether only newer evidence is left to sign, as the reader signed the other already. */
  readonly isNewest: boolean;
}

/**
 * The roles in which a person may sign something of a gate that they have not signed yet, as far as their roles say; the service judges the person
 * again.
 */
export function useSignings(of: Gate): readonly Signing[] {
  const { data: session } = useQuery(sessionQuery);
  if (session === undefined) return [];
  const held = new Set<string>(session.roles);
  const roles = [...new Set(of.gate.approvers.map(({ role }) => role))].filter((role) => held.has(role));
  const when = { nowMs: Date.now(), holdsDays: holdsDaysOf(of) };
  const isLeft = (set: Evidence | null, role: Role): boolean =>
    set !== null && !hasSigned(of.signatures, { by: session.name, role, evidence: set.digest }, when);
  return roles.flatMap((role): Signing[] => {
    if (isLeft(of.toSign, role)) return [{ role, isNewest: false }];
    return isLeft(of.newest, role) ? [{ role, isNewest: true }] : [];
  });
}

interface SignProps {
  /** The gate as it was when the sheet was opened: this is what the reader has read. */
  readonly of: Gate;
  /** The gate as it is now. */
  readonly now: Gate;
  readonly signings: readonly Signing[];
  readonly onClose: () => void;
}

/**
 * Signs for a version: shows exactly what is signed, by its digests, and asks for a statement. What is shown stays as it is; once the gate would
 * stand on something else, it is not signed.
 */
export function SignSheet({ of, now, signings, onClose }: SignProps) {
  const [first] = signings;
  const [role, setRole] = useState<Role>(first!.role);
  const [statement, setStatement] = useState('');
  const [isNewest, setNewest] = useState(first!.isNewest);
  const set = isNewest && of.newest !== null ? of.newest : of.toSign;
  const isStill = set !== null && isSignable(set.digest, now);
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
    if (set !== null && isStill) act.run(set.digest);
  };
  return (
    <Sheet title={`Sign for ${of.deployment}`} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        {signings.length < 2 ? (
          <p>
            You sign as <strong>{roleText(role)}</strong>.
          </p>
        ) : (
          <div className="field">
            <label htmlFor="sign-role">You sign as</label>
            <select id="sign-role" value={role} onChange={({ target }) => setRole(target.value as Role)}>
              {signings.map(({ role: one }) => (
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
        {isStill || act.isRunning ? null : (
          <p className="verdict care" role="alert">
            The gate would stand on something else now than what you see here. Nothing is signed: close this, and look
            at what there is to sign.
          </p>
        )}
        <Said error={act.error} />
        <SheetActs button="Sign" isDisabled={act.isRunning || !isStill} onClose={onClose} />
      </form>
      {act.proof}
    </Sheet>
  );
}

/** What a signature is under: what decides, what the gate asks for, each piece of evidence, and the digest of all. */
const Signed = ({ of, gate }: { readonly of: Evidence; readonly gate: Gate }) => (
  <div className="card stack">
    <p className="small">
      Your signature binds exactly this, and counts {holdsDaysOf(gate)} days. Another cutoff, policy or version is
      something else, and is signed anew.
    </p>
    <dl className="facts digests">
      <div className="pair">
        <dt>Version</dt>
        <dd>
          {gate.cutoff === null ? 'without a cutoff' : `with the cutoff ${gate.cutoff}`}
          <code className="block">{gate.version ?? 'none'}</code>
        </dd>
      </div>
      <div className="pair">
        <dt>Policy</dt>
        <dd>{gate.policy === null ? 'none' : <code className="block">{gate.policy}</code>}</dd>
      </div>
      <div className="pair">
        <dt>What the gate asks for</dt>
        <dd>
          <code className="block">{gate.digest}</code>
        </dd>
      </div>
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
