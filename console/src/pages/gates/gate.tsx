import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { formatCount } from 'tribune/charts';
import { type Gate, watchedGateQuery } from '../../api/gates.js';
import { registeredOfQuery, sessionQuery } from '../../api/queries.js';
import { applyCommand } from '../../parts/commands.js';
import { Digest } from '../../parts/digest.js';
import { Figure } from '../../parts/figure.js';
import { useMaySome } from '../../parts/may.js';
import { Page, Section } from '../../parts/page.js';
import { DeploymentLink, systemOf } from '../../parts/registered.js';
import { Answer, Empty, shownOf } from '../../parts/states.js';
import { Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { versionName } from '../stops/words.js';
import { AttestSheet } from './attest-sheet.js';
import { EvidenceTable } from './evidence.js';
import { GateBadge } from './gate-badge.js';
import { GateVerdict } from './gate-verdict.js';
import { Missing } from './missing.js';
import { OpenTimes } from './open-times.js';
import { Proposals } from './proposals.js';
import { SignSheet, useSignings } from './sign-sheet.js';
import { Signatures } from './signatures.js';
import { WaiveSheet } from './waive-sheet.js';
import { WaiversBefore, WaiversHeld } from './waivers.js';
import { STATES, type State } from './words.js';

const route = getRouteApi('/gate');

const crumb = (
  <Link to="/gates" search={{}}>
    Gates
  </Link>
);

/** One gate: what it lacks, what it stands on, who signed, and when it was open. */
export default function GatePage() {
  const { deployment, version } = route.useSearch();
  const gate = useQuery(watchedGateQuery({ deployment, version }));
  return (
    <Page title={deployment === '' ? 'Gate' : `Gate of ${deployment}`} crumb={crumb}>
      <Answer of={gate} what="the gate">
        {(of) =>
          of === null ? (
            <Empty title="This deployment has no gate" command={applyCommand(location.origin)}>
              A section “gates” in the document of the registry says what has to be there before a version decides, and
              who signs for it. Without one any version that the registry names decides.
            </Empty>
          ) : (
            <Shown of={of} />
          )
        }
      </Answer>
    </Page>
  );
}

function Shown({ of }: { readonly of: Gate }) {
  const registered = useQuery(registeredOfQuery({ deployment: of.deployment }));
  const registry = shownOf(registered);
  return (
    <>
      <GateVerdict of={of} />
      <dl className="facts section">
        <dt>Deployment</dt>
        <dd>
          <DeploymentLink id={of.deployment} system={systemOf(of.deployment, registry)} />
        </dd>
        <dt>Version</dt>
        <dd>
          {of.version === null ? (
            'it is to serve none'
          ) : (
            <>
              <Name>{versionName(of.version, registry)}</Name> <Digest of={of.version} />
              {of.cutoff === null ? '' : `, cutoff ${of.cutoff}`}
              {of.as === 'serving' || of.as === null ? '' : `, ${AS[of.as]}`}
            </>
          )}
        </dd>
        {of.gate.places == null ? null : (
          <>
            <dt>Places</dt>
            <dd>{of.gate.places.join(', ')}; decisions of others do not pass</dd>
          </>
        )}
      </dl>
      <WhatToDo of={of} />
      {of.waiting.length === 0 ? null : (
        <Section title="Waits for a second person">
          <Proposals of={of} />
        </Section>
      )}
      {of.waivers.some(({ holds }) => holds) ? (
        <Section title="Waived">
          <WaiversHeld of={of} />
        </Section>
      ) : null}
      <Section title="Evidence">
        <EvidenceTable of={of} />
      </Section>
      <Section title="Signatures">
        <Signatures of={of} />
      </Section>
      <Section title="When it was open">
        <div className="stack">
          <OpenTimes of={of} />
          <History of={of} />
          <WaiversBefore of={of} />
        </div>
      </Section>
      <Others of={of} />
      <Section title="Since this service was started">
        <Records of={of} />
      </Section>
    </>
  );
}

const AS: Readonly<Record<NonNullable<Gate['as']>, string>> = {
  serving: 'which decides now',
  next: 'which is to decide later',
  before: 'which decided before',
  canary: 'which is tried out',
};

/** What the reader is about to do, and the gate as they saw it then: what they do is about that, whatever the gate comes to meanwhile. */
type Open = { readonly of: Gate } & (
  | { readonly kind: 'sign'; readonly signings: ReturnType<typeof useSignings> }
  | { readonly kind: 'attest' | 'waive'; readonly requirement: string }
);

/** What is missing with what the reader may do about it, or that it can be signed. */
function WhatToDo({ of }: { readonly of: Gate }) {
  const [open, setOpen] = useState<Open | null>(null);
  const { data: session } = useQuery(sessionQuery);
  const signings = useSignings(of);
  const [maySign, mayWaive] = [useMaySome('gates.sign'), useMaySome('gates.waive')];
  const attestation = ({ gate }: Gate, id: string) =>
    gate.requires.find((one) => one.kind === 'attestation' && one.id === id);
  const maySay = (id: string): boolean => {
    const asked = attestation(of, id);
    return maySign && asked?.kind === 'attestation' && session?.roles.includes(asked.by) === true;
  };
  const canSign = maySign && signings.length > 0;
  const acts = (requirement: string): ReactNode => {
    const isEvidence = of.gate.requires.some(({ id }) => id === requirement);
    const [says, waives] = [maySay(requirement), mayWaive && of.gate.waivers != null && isEvidence];
    if (!says && !waives) return null;
    return (
      <span className="acts no-print">
        {says ? (
          <button type="button" className="button" onClick={() => setOpen({ of, kind: 'attest', requirement })}>
            Say that it was done
          </button>
        ) : null}
        {waives ? (
          <button type="button" className="button" onClick={() => setOpen({ of, kind: 'waive', requirement })}>
            Propose to waive it
          </button>
        ) : null}
      </span>
    );
  };
  const close = (): void => setOpen(null);
  const asked = open?.kind === 'attest' ? attestation(open.of, open.requirement) : undefined;
  return (
    <>
      {of.missing.length === 0 ? null : (
        <Section title="What is missing, and whose turn it is">
          <Missing of={of} acts={acts} />
        </Section>
      )}
      {canSign ? (
        <p className="acts section no-print">
          <button type="button" className="button main-act" onClick={() => setOpen({ of, kind: 'sign', signings })}>
            {of.open ? 'Sign again, so that it holds longer' : 'Sign for this version'}
          </button>
        </p>
      ) : null}
      {open?.kind === 'sign' ? <SignSheet of={open.of} now={of} signings={open.signings} onClose={close} /> : null}
      {open?.kind === 'waive' ? <WaiveSheet of={open.of} requirement={open.requirement} onClose={close} /> : null}
      {open !== null && asked?.kind === 'attestation' ? (
        <AttestSheet of={open.of} requirement={asked} onClose={close} />
      ) : null}
    </>
  );
}

function History({ of }: { readonly of: Gate }) {
  if (of.openings.length === 0) return <p className="note">It was never open.</p>;
  return (
    <Table
      caption="When it was open"
      columns={[
        {
          id: 'from',
          head: 'From',
          value: ({ from }: Gate['openings'][number]) => from,
          cell: ({ from }) => <Time at={from} />,
        },
        { id: 'until', head: 'To', value: ({ until }) => until, cell: ({ until }) => <Time at={until} /> },
        {
          id: 'version',
          head: 'Version',
          value: ({ version }) => version,
          cell: ({ version }) => <Digest of={version} />,
        },
        {
          id: 'evidence',
          head: 'Stood on',
          value: ({ evidence }) => evidence,
          cell: ({ evidence }) => <Digest of={evidence} />,
        },
        {
          id: 'because',
          head: 'Why it closed',
          value: ({ because }) => because,
          cell: ({ because }) => (because === null ? '–' : <Name whole>{because}</Name>),
        },
      ]}
      rows={of.openings}
      rowKey={({ from, evidence, version }) => `${from} ${evidence} ${version}`}
      file="gate-openings.csv"
    />
  );
}

const isState = (text: string): text is State => Object.hasOwn(STATES, text);

function Others({ of }: { readonly of: Gate }) {
  if (of.others.length === 0) return null;
  return (
    <Section title="Other versions that may decide there">
      <ul className="plain">
        {of.others.map(({ version, as, state, until }) => (
          <li key={version}>
            <Link to="/gate" search={{ deployment: of.deployment, version }}>
              <Digest of={version} />
            </Link>
            , {AS[as as keyof typeof AS] ?? as}: {isState(state) ? <GateBadge state={state} /> : state}
            {until === null ? null : (
              <>
                {' '}
                until <Time at={until} />
              </>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

const RESULTS: Readonly<Record<string, string>> = {
  passed: 'passed',
  closed: 'while it was closed',
  late: 'too late',
  place: 'of another place',
  fallback: 'by a fallback',
};

function Records({ of }: { readonly of: Gate }) {
  const counts = Object.entries(of.records);
  if (counts.length === 0) return <p className="note">No decision came to this gate yet.</p>;
  return (
    <dl className="figures">
      {counts.map(([key, records]) => {
        const [mode = '', outcome = ''] = key.split(' ');
        return (
          <Figure
            key={key}
            name={RESULTS[outcome] ?? outcome}
            value={formatCount(records)}
            note={
              outcome === 'passed' || outcome === 'fallback'
                ? mode
                : mode === 'enforce'
                  ? 'refused'
                  : 'let through, as it only observes'
            }
          />
        );
      })}
    </dl>
  );
}
