import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Gate } from '../../api/gates.js';
import { sessionQuery } from '../../api/queries.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { MendLink } from './mend-link.js';
import { isTurnOf, KINDS, roleText, signatureRole, turnText } from './words.js';

interface MissingProps {
  readonly of: Gate;
  /** Most that are listed; all, unless given. */
  readonly most?: number;
  /** What the reader can do about one here. */
  readonly acts?: (requirement: string) => ReactNode;
}

/** What a gate lacks, and whose turn it is to supply each. */
export function Missing({ of, most, acts }: MissingProps) {
  const { data: session } = useQuery(sessionQuery);
  const shown = of.missing.slice(0, most);
  return (
    <ul className="tasks">
      {shown.map(({ requirement, evidence, who, since, unknown }, at) => {
        const role = signatureRole(requirement);
        const kind = of.gate.requires.find(({ id }) => id === requirement)?.kind;
        const isMine = session !== undefined && isTurnOf(who, session, role);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: two signatures in one role may be missing, under one name
          <li key={`${requirement} ${at}`} className={`task ${unknown ? 'care' : 'bad'}`}>
            <span className="what">
              <Name>{role === null ? requirement : `Signature as ${roleText(role)}`}</Name>
              {kind === undefined ? null : <span className="note small"> · {KINDS[kind] ?? kind}</span>}
            </span>
            <span className="when">
              {since === null ? null : (
                <>
                  since <Time at={since} relative />
                </>
              )}
            </span>
            <span className="why">
              <Name whole>{evidence}</Name>. {unknown ? 'It is not known whether it is there. ' : ''}
              {isMine ? <strong>It is your turn</strong> : 'It is the turn of'}
              {isMine ? '' : ` ${turnText(who, role)}`}.{' '}
              {kind === undefined ? null : <MendLink kind={kind} deployment={of.deployment} version={of.version} />}
            </span>
            {acts?.(requirement)}
          </li>
        );
      })}
    </ul>
  );
}
