import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ChangeEvent, useId, useRef, useState } from 'react';
import { policyHistoryQuery, policyTextQuery } from '../../api/policies.js';
import { Said } from '../../parts/act.js';
import { MOST_POLICY_BYTES, save, textOf } from '../../parts/files.js';
import { Page, Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { DiffView } from './diff-view.js';
import { Editor, goTo } from './editor.js';
import { Findings, useCheck } from './findings.js';
import { History } from './history.js';
import { Use } from './use.js';

const route = getRouteApi('/policies/edit');

const crumb = (
  <Link to="/policies" search={{}}>
    Policies
  </Link>
);

/** The policy of a deployment with its past, or a text of no deployment, which is checked and kept nowhere. */
export default function EditPolicy() {
  const { deployment } = route.useSearch();
  if (deployment === undefined)
    return (
      <Page title="Check a policy" crumb={crumb} about="The text is checked as you type, and kept nowhere.">
        <Edit key="" deployment={null} inForce={null} />
      </Page>
    );
  return (
    <Page title={`Policy of ${deployment}`} crumb={crumb}>
      <OfDeployment key={deployment} deployment={deployment} />
    </Page>
  );
}

function OfDeployment({ deployment }: { readonly deployment: string }) {
  const history = useQuery(policyHistoryQuery(deployment));
  return (
    <Answer of={history} what="its policies">
      {({ epochs }) => {
        const now = epochs.find(({ until }) => until === null);
        return (
          <>
            {now === undefined ? (
              <>
                <p className="note">It is not watched now. A text that is valid can be put in force below.</p>
                <Edit deployment={deployment} inForce={null} />
              </>
            ) : (
              <InForce deployment={deployment} digest={now.policy} />
            )}
            <Section title="Who changed it, and when">
              <History deployment={deployment} epochs={epochs} />
            </Section>
          </>
        );
      }}
    </Answer>
  );
}

function InForce({ deployment, digest }: { readonly deployment: string; readonly digest: string }) {
  const text = useQuery(policyTextQuery(digest));
  return (
    <Answer of={text} what="the policy">
      {({ text: inForce, isVerbatim }) => (
        <>
          {isVerbatim ? null : (
            <p className="note">
              Counts of few people in it are withheld from you, so this is not the text that the digest is of.
            </p>
          )}
          <Edit deployment={deployment} inForce={inForce} />
        </>
      )}
    </Answer>
  );
}

interface EditProps {
  readonly deployment: string | null;
  readonly inForce: string | null;
}

function Edit({ deployment, inForce }: EditProps) {
  const id = useId();
  // What is typed stays while the text in force is asked for anew.
  const [typed, setTyped] = useState<string | null>(null);
  const [unread, setUnread] = useState<Error | null>(null);
  const text = typed ?? inForce ?? '';
  const check = useCheck(text);
  const field = useRef<HTMLTextAreaElement>(null);
  const marked = new Set(check.isCurrent ? check.check.data?.mistakes.map(({ line }) => line) : []);
  const open = async ({ target }: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const file = target.files?.[0];
    if (file === undefined) return;
    try {
      setTyped(await textOf(file, MOST_POLICY_BYTES));
      setUnread(null);
    } catch (cause) {
      setUnread(cause as Error);
    }
  };
  return (
    <div className="stack">
      <div className="field">
        <label htmlFor={`${id}text`}>The text of the policy (YAML)</label>
        <Editor id={`${id}text`} value={text} onChange={setTyped} marked={marked} field={field} />
      </div>
      <div className="row no-print">
        <div className="field">
          <label htmlFor={`${id}file`}>Take it from a file</label>
          <input id={`${id}file`} type="file" accept=".yaml,.yml,text/yaml" onChange={(event) => void open(event)} />
        </div>
        {text === '' ? null : (
          <button type="button" className="button" onClick={() => save('policy.yaml', text, 'application/yaml')}>
            Save as a file
          </button>
        )}
        {typed !== null && inForce !== null ? (
          <button type="button" className="button" onClick={() => setTyped(null)}>
            Back to the text in force
          </button>
        ) : null}
      </div>
      <Said error={unread} />
      <Findings of={check} onGo={(line, column) => field.current !== null && goTo(field.current, line, column)} />
      {inForce === null || typed === null ? null : <DiffView before={inForce} after={text} of="what is in force" />}
      {deployment === null || text === inForce ? null : (
        <Use
          deployment={deployment}
          text={text}
          isValid={check.isCurrent && check.check.data?.policy != null}
          onDone={() => setTyped(null)}
        />
      )}
    </div>
  );
}
