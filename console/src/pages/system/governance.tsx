import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { controlsQuery } from '../../api/controls.js';
import { useMay } from '../../parts/may.js';
import { Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { RollUp } from '../controls/roll-up.js';
import { WorkshopFigures } from '../controls/workshops.js';
import { DocumentList } from '../documents/document-list.js';

interface GovernanceProps {
  readonly system: string;
  /** The deployment that is shown, which documents are about. */
  readonly deployment: string | undefined;
}

/** What stands about a system beside its numbers: documents, what records say to law and standards, workshops. */
export function Governance({ system, deployment }: GovernanceProps) {
  const may = useMay();
  return (
    <>
      <Section
        title="Documents"
        aside={
          <Link to="/documents" search={{ subject: deployment ?? system }}>
            All documents
          </Link>
        }
      >
        <DocumentList subject={deployment ?? system} isShort />
      </Section>
      {may('control.read') ? (
        <>
          <Section
            title="Law and standards"
            aside={
              <Link to="/controls" search={{ system }}>
                Each control
              </Link>
            }
          >
            <Controls system={system} />
          </Section>
          <Section
            title="Workshops and choices"
            aside={
              <Link to="/controls" search={{ system, view: 'workshops' }}>
                Every record
              </Link>
            }
          >
            <WorkshopFigures system={system} />
          </Section>
        </>
      ) : null}
    </>
  );
}

function Controls({ system }: { readonly system: string }) {
  const controls = useQuery(controlsQuery({ system }));
  return (
    <Answer of={controls} what="what records say">
      {({ frameworks }) => <RollUp of={frameworks} search={{ system }} />}
    </Answer>
  );
}
