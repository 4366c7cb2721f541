import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { formatCount } from 'tribune/charts';
import type { wire } from 'tribune/client';
import { auditQuery, auditsQuery } from '../../api/audits.js';
import { Actor } from '../../parts/actor.js';
import { Page, Section } from '../../parts/page.js';
import { Answer, Failure, shownOf } from '../../parts/states.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { Comparison } from './comparison.js';
import { Findings } from './findings.js';
import { type Result, readResult } from './result.js';

const route = getRouteApi('/audits/$id');

const crumb = (
  <Link to="/audits" search={{}}>
    Audits
  </Link>
);

export default function AuditPage() {
  const { id } = route.useParams();
  const read = useQuery(auditQuery(id));
  const shown = shownOf(read)?.audit;
  return (
    <Page
      title={shown === undefined ? 'Audit' : `Audit of ${shown.deployment}`}
      crumb={crumb}
      acts={
        shown === undefined ? null : (
          <p className="acts no-print">
            <a className="button" href={`/v1/audits/${shown.id}/report`} download>
              Whole report
            </a>
          </p>
        )
      }
    >
      <Answer of={read} what="the audit">
        {(one) => <Shown of={one} />}
      </Answer>
    </Page>
  );
}

function Shown({ of }: { readonly of: wire.StoredAuditResult }) {
  const { audit } = of;
  const result = resultOf(of.result);
  if (result instanceof Error) return <Failure cause={result} />;
  return (
    <>
      <Findings result={result}>
        <dt>Made</dt>
        <dd>
          <Time at={audit.madeAt} />, by <Actor id={audit.by} />
        </dd>
        <dt>Read</dt>
        <dd>the first {formatCount(audit.size)} entries of the log</dd>
        <dt>Digest of the result</dt>
        <dd>
          <code>{audit.resultDigest}</code>
        </dd>
      </Findings>
      <Section title="Compared with another audit">
        <Beside audit={audit} result={result} />
      </Section>
      <Section title="Policy">
        <details>
          <summary>The policy, verbatim</summary>
          <pre className="text">{of.policy}</pre>
        </details>
      </Section>
    </>
  );
}

const resultOf = (value: unknown): Result | Error => {
  try {
    return readResult(value);
  } catch (cause) {
    return cause as Error;
  }
};

interface BesideProps {
  readonly audit: wire.StoredAudit;
  readonly result: Result;
}

/** Another audit of the same deployment beside this one; which stands in the address. */
function Beside({ audit, result }: BesideProps) {
  const { with: other } = route.useSearch();
  const navigate = route.useNavigate();
  const others = useQuery(auditsQuery(audit.deployment));
  return (
    <Answer of={others} what="the other audits">
      {({ audits }) => {
        const list = audits.filter(({ id }) => id !== audit.id);
        if (list.length === 0)
          return (
            <p className="note">
              It is the only one of <Name>{audit.deployment}</Name>.
            </p>
          );
        return (
          <div className="stack">
            <div className="field no-print">
              <label htmlFor="other">Compare with</label>
              <select
                id="other"
                value={other ?? ''}
                onChange={({ target }) =>
                  void navigate({ search: target.value === '' ? {} : { with: target.value }, replace: true })
                }
              >
                <option value="">Choose an audit</option>
                {list.map(({ id, madeAt, verdict }) => (
                  <option key={id} value={id}>
                    {new Date(madeAt).toLocaleString()}, {verdict.replace('_', ' ')}
                  </option>
                ))}
              </select>
            </div>
            {other === undefined ? null : <Compared other={other} result={result} madeAt={audit.madeAt} />}
          </div>
        );
      }}
    </Answer>
  );
}

function Compared({
  other,
  result,
  madeAt,
}: {
  readonly other: string;
  readonly result: Result;
  readonly madeAt: string;
}) {
  const read = useQuery(auditQuery(other));
  return (
    <Answer of={read} what="the other audit">
      {(one) => {
        const beside = resultOf(one.result);
        if (beside instanceof Error) return <Failure cause={beside} />;
        // The earlier one stands first, whichever page is open.
        return one.audit.madeAt < madeAt ? (
          <Comparison from={beside} to={result} />
        ) : (
          <Comparison from={result} to={beside} />
        );
      }}
    </Answer>
  );
}
