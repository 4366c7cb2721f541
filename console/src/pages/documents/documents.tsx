import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { applyCommand } from '../../parts/commands.js';
import { useMay } from '../../parts/may.js';
import { Page, Section } from '../../parts/page.js';
import { Answer, Empty, shownOf } from '../../parts/states.js';
import { SystemChoice } from '../../parts/system-choice.js';
import { DocumentList } from './document-list.js';
import { registeredAbout, SubjectField } from './subject-field.js';
import { Viewer } from './viewer.js';

const route = getRouteApi('/documents');

/** Documents as views of records: how each stands, and one of them whole. */
export default function Documents() {
  const { subject, kind } = route.useSearch();
  if (kind !== undefined && subject !== undefined)
    return <Viewer key={`${kind} ${subject}`} kind={kind} subject={subject} />;
  return <All />;
}

function All() {
  const { subject } = route.useSearch();
  const navigate = route.useNavigate();
  const makes = useMay()('document.read');
  // A subject may be a deployment or a version: the system is the one that it stands in.
  const registry = useQuery({ ...registeredAbout(subject ?? ''), enabled: subject !== undefined });
  const system = subject === undefined ? undefined : (shownOf(registry)?.systems[0]?.id ?? subject);
  return (
    <Page
      title="Documents"
      about="Each is read from records, every field names its source, and what nobody answered is missing, with who can say it."
    >
      <SystemChoice
        chosen={system}
        onChoose={(next) => void navigate({ search: { subject: next }, replace: true })}
        empty={
          <Empty title="Nothing is registered" command={applyCommand(location.origin)}>
            Documents are about a system, a version or a deployment.
          </Empty>
        }
      >
        {(chosen) => (
          <About system={chosen}>
            {(about) => (
              <>
                <SubjectField
                  subject={about}
                  onSubject={(next) => void navigate({ search: { subject: next }, replace: true })}
                />
                <Section title={`Documents about ${about}`}>
                  <DocumentList subject={about} />
                </Section>
                {makes ? (
                  <p className="section no-print">
                    <a
                      className="button"
                      href={`/v1/documents/evidence-bundle?subject=${encodeURIComponent(about)}&view=internal`}
                      download
                    >
                      All of it as evidence, with a page that checks it offline (ZIP)
                    </a>
                  </p>
                ) : null}
              </>
            )}
          </About>
        )}
      </SystemChoice>
    </Page>
  );
}

/** Leads from a system, which may have many versions, to what it runs first: documents about a version say most. */
function About({ system, children }: { readonly system: string; readonly children: (subject: string) => ReactNode }) {
  const { subject } = route.useSearch();
  const registry = useQuery({ ...registeredAbout(system), enabled: subject === undefined });
  if (subject !== undefined) return children(subject);
  return (
    <Answer of={registry} what="what documents are about">
      {({ deployments }) => children(deployments[0]?.id ?? system)}
    </Answer>
  );
}
