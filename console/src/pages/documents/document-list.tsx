import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type DocumentState, documentStatesQuery } from '../../api/documents.js';
import { useMay } from '../../parts/may.js';
import { Answer } from '../../parts/states.js';
import { Name } from '../../parts/words.js';
import { DocumentBadge } from './document-badge.js';
import { byNeed, needText } from './words.js';

interface ListProps {
  readonly subject: string;
  /** Whether the others, which nobody asks for there, are left out. */
  readonly isShort?: boolean;
}

/** Every kind of document about something, how each stands, and what it lacks. */
export function DocumentList({ subject, isShort = false }: ListProps) {
  const may = useMay()('document.states');
  const states = useQuery({ ...documentStatesQuery(subject), enabled: may });
  if (!may) return <p className="note">Your roles do not show how documents stand.</p>;
  return (
    <Answer of={states} what="how documents stand">
      {(of) => {
        if (of === null) return <p className="note">Your roles do not show how documents stand.</p>;
        const asked = byNeed(of.documents.filter((one) => one.asked));
        const others = byNeed(of.documents.filter((one) => !one.asked));
        return (
          <div className="stack">
            {asked.length === 0 ? (
              <p className="note">None is asked for where the system is used and in its field.</p>
            ) : (
              <ul className="tasks">
                {asked.map((one) => (
                  <Row key={one.kind} of={one} subject={subject} />
                ))}
              </ul>
            )}
            {others.length === 0 || isShort ? null : (
              <details>
                <summary>{others.length} more that law of other places or fields asks for</summary>
                <ul className="tasks">
                  {others.map((one) => (
                    <Row key={one.kind} of={one} subject={subject} />
                  ))}
                </ul>
              </details>
            )}
          </div>
        );
      }}
    </Answer>
  );
}

const LOOKS: Readonly<Record<DocumentState['state'], string>> = {
  incomplete: 'bad',
  stale: 'care',
  complete: '',
  'not-made': '',
};

function Row({ of, subject }: { readonly of: DocumentState; readonly subject: string }) {
  const need = needText(of);
  const [missing] = of.missing;
  return (
    <li className={`task ${LOOKS[of.state]}`}>
      <span className="what">
        <Link
          to="/documents"
          search={{
            subject,
            kind: of.kind,
            view: of.missing.length > 0 ? 'internal' : undefined,
            field: missing?.field,
          }}
        >
          <Name>{of.title}</Name>
        </Link>
      </span>
      <span className="when">
        <DocumentBadge state={of.state} />
      </span>
      <span className="why">
        <Name whole>{need ?? of.summary}</Name>
      </span>
    </li>
  );
}
