import { useQuery } from '@tanstack/react-query';
import { Refused } from '../../api/call.js';
import { type CaseReading, explanationQuery } from '../../api/cases.js';
import { Explained } from '../../parts/explained.js';
import { Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';

type Revealed = Exclude<CaseReading, { readonly stage: 'blind' | 'ended' }>;

/** Why the machine decided as it did. It is about what was recorded, also where the person says that something is wrong in it. */
export function Why({ of: { id, recorded } }: { readonly of: Revealed }) {
  const asked = useQuery(explanationQuery(id));
  const isCorrected = Object.keys(recorded as object).length > 0;
  return (
    <Section title="Why the machine decided so">
      {isUnexplained(asked.error) ? (
        <p className="note">No explanation can be given. {asked.error.message}</p>
      ) : (
        <Answer of={asked} what="the explanation">
          {(made) =>
            'status' in made ? (
              <p className="note" role="status">
                It is being made, and appears here.
              </p>
            ) : (
              <div className="stack">
                <p className="note">
                  By the version that decided
                  {isCorrected ? ', from the inputs as they were recorded, not as they are corrected' : ''}. That you
                  were given it is written into the log.
                </p>
                <Explained of={made} />
              </div>
            )
          }
        </Answer>
      )}
    </Section>
  );
}

/** Whether nothing that somebody may try again helps: nothing is registered with the version, or its files are not held. */
const isUnexplained = (cause: unknown): cause is Refused =>
  cause instanceof Refused && (cause.code === 'INVALID' || cause.reason.startsWith('artifact.'));
