import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { wire } from 'tribune/client';
import { auditQuery, auditsQuery } from '../../api/audits.js';
import { rulesQuery } from '../../api/rules.js';
import { Actor } from '../../parts/actor.js';
import { Digest } from '../../parts/digest.js';
import { groupText } from '../../parts/group-text.js';
import { useMay } from '../../parts/may.js';
import { Section } from '../../parts/page.js';
import { Failure, shownOf } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Badge, Name } from '../../parts/words.js';
import { percent } from '../stops/words.js';
import { keptText, modeText, movedText, type RuledGroup, ruledGroups, type SeenRule, seenRule } from './words.js';

type Rule = wire.RuleList['rules'][number];

/** The rule of cutoffs by which a deployment decides, with its effect beside its plan; nothing where there never was one. */
export function RuleCard({ deployment }: { readonly deployment: string }) {
  const may = useMay()('rule.read');
  const asked = useQuery({ ...rulesQuery(deployment), enabled: may });
  const rules = shownOf(asked)?.rules;
  if (rules === undefined)
    return asked.isError ? (
      <Section title="Rule">
        <Failure cause={asked.error} onRetry={() => void asked.refetch()} />
      </Section>
    ) : null;
  const [newest] = rules;
  if (newest === undefined) return null;
  return (
    <Section title="Rule">
      <div className="stack">
        <InForce rule={newest} />
        <Effect rule={newest} />
        {rules.length === 1 ? null : (
          <details>
            <summary>Rules before it</summary>
            <Table caption="Rules before it" columns={BEFORE} rows={rules.slice(1)} rowKey={({ id }) => id} />
          </details>
        )}
      </div>
    </Section>
  );
}

function InForce({ rule }: { readonly rule: Rule }) {
  const { until, mode, attributes, constraint, objective, draws, acknowledged, reason, law } = rule;
  return (
    <>
      <p>
        <Badge look={until === null ? 'good' : ''} glyph={until === null ? '●' : '○'}>
          {until === null ? mode : 'ended'}
        </Badge>{' '}
        {until === null ? (
          <>
            It decides by the rule <Digest of={rule.rule} />; {modeText(mode)}.
          </>
        ) : (
          <>
            It decides by no rule since <Time at={until} />; <Digest of={rule.rule} /> was the last
            {rule.endedBy === null ? null : (
              <>
                , ended by <Actor id={rule.endedBy} />
              </>
            )}
            .
          </>
        )}
      </p>
      <dl className="facts">
        <dt>Approved</dt>
        <dd>
          by <Actor id={rule.by} />, in force from <Time at={rule.from} />
        </dd>
        <dt>Cutoffs by</dt>
        <dd>
          <Name>{attributes.join(', ')}</Name>, for <Name>{`${constraint} at the best ${objective}`}</Name>
          {draws ? '; some decisions are drawn by a sealed seed' : ''}
        </dd>
        {acknowledged.length === 0 ? null : (
          <>
            <dt>Law that speaks against it</dt>
            <dd>
              <Name>{acknowledged.join(', ')}</Name>, as of {law}; they answer for it: <Name>{reason ?? ''}</Name>
            </dd>
          </>
        )}
      </dl>
    </>
  );
}

/** The plan of a rule, and beside it what the newest audit of the deployment saw, for whoever may see audits. */
function Effect({ rule }: { readonly rule: Rule }) {
  const may = useMay()('audit.read');
  const audits = shownOf(useQuery({ ...auditsQuery(rule.deployment), enabled: may }));
  const newest = audits?.audits[0]?.id;
  const audit = shownOf(useQuery({ ...auditQuery(newest ?? ''), enabled: newest !== undefined }));
  const seen = audit === undefined ? null : seenRule(audit.result, rule.id);
  return (
    <>
      <Table
        caption={seen === null ? 'Plan of the rule' : 'Plan and effect of the rule'}
        columns={seen === null ? PLAN : [...PLAN, ...SEEN]}
        rows={ruledGroups(rule, seen)}
        rowKey={({ group }) => groupText(group)}
        isBad={({ seen: one }) => one?.rate.isOff === true}
      />
      <p className="note">
        {seen === null || audit === undefined ? (
          <NothingSeen mayAudit={may} />
        ) : (
          <Seen seen={seen} audit={audit.audit} />
        )}
      </p>
    </>
  );
}

const NothingSeen = ({ mayAudit }: { readonly mayAudit: boolean }) =>
  mayAudit
    ? 'The newest audit of recorded decisions read none of its decisions: its effect stands beside the plan once one has.'
    : 'Your roles do not show audits, which hold its effect.';

const Seen = ({
  seen,
  audit,
}: {
  readonly seen: SeenRule;
  readonly audit: { readonly id: string; readonly madeAt: string };
}) => (
  <>
    {keptText(seen)} Seen by the{' '}
    <Link to="/audits/$id" params={{ id: audit.id }}>
      audit of <Time at={audit.madeAt} />
    </Link>
    ; all intervals hold together at 95 %.
  </>
);

const PLAN: readonly Column<RuledGroup>[] = [
  { id: 'group', head: 'Group', cell: ({ group }) => <Name>{groupText(group)}</Name> },
  { id: 'rate', head: 'Share with a 1, planned', isNumber: true, cell: ({ rate }) => percent(rate) },
  { id: 'moved', head: 'People moved, planned', cell: movedText },
];

const SEEN: readonly Column<RuledGroup>[] = [
  {
    id: 'seen',
    head: 'Seen',
    isNumber: true,
    cell: ({ seen }) => (seen === null ? 'nobody' : percent(seen.rate.seen)),
  },
  {
    id: 'difference',
    head: 'Seen less planned',
    cell: ({ seen }) =>
      seen === null
        ? ''
        : `${percent(seen.rate.lower)} to ${percent(seen.rate.upper)}${seen.rate.isOff ? ': not as planned' : ''}`,
  },
];

const BEFORE: readonly Column<Rule>[] = [
  { id: 'from', head: 'From', cell: ({ from }) => <Time at={from} /> },
  { id: 'until', head: 'Until', cell: ({ until }) => (until === null ? '' : <Time at={until} />) },
  { id: 'rule', head: 'Rule', cell: ({ rule }) => <Digest of={rule} /> },
  { id: 'mode', head: 'Mode', cell: ({ mode }) => mode },
  { id: 'by', head: 'Approved by', cell: ({ by }) => <Actor id={by} /> },
];
