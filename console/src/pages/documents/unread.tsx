import { useQuery } from '@tanstack/react-query';
import { documentStatesQuery } from '../../api/documents.js';
import { Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { Name } from '../../parts/words.js';
import { DocumentBadge } from './document-badge.js';
import { MissingFields } from './missing-fields.js';
import { needText } from './words.js';

interface UnreadProps {
  readonly kind: string;
  readonly subject: string;
  readonly field: string | undefined;
}

/** A document for whoever may not read it, and may say what it lacks: tasks lead there. */
export function Unread({ kind, subject, field }: UnreadProps) {
  const states = useQuery(documentStatesQuery(subject));
  return (
    <Answer of={states} what="how the document stands">
      {(of) => {
        const one = of?.documents.find((each) => each.kind === kind);
        if (one === undefined) return <p className="note">Your roles do not show this document.</p>;
        return (
          <>
            <p>
              <DocumentBadge state={one.state} /> <Name whole>{needText(one) ?? one.summary}</Name>
            </p>
            <p className="note">
              What it says is not shown to your roles: it has what audits have, and whoever may read those may read it.
            </p>
            {one.missing.length === 0 ? null : (
              <Section title="What is missing, and who can say it">
                <MissingFields of={{ subject, missing: one.missing }} field={field} />
              </Section>
            )}
          </>
        );
      }}
    </Answer>
  );
}
