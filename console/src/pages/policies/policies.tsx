import { getRouteApi, Link } from '@tanstack/react-router';
import { type DeploymentRow, deploymentsQuery } from '../../api/registered.js';
import { applyCommand } from '../../parts/commands.js';
import { Digest } from '../../parts/digest.js';
import { useMay } from '../../parts/may.js';
import { Page } from '../../parts/page.js';
import { ServedTable } from '../../parts/served-table.js';
import { Empty } from '../../parts/states.js';
import type { Column } from '../../parts/table.js';
import { Badge, Name } from '../../parts/words.js';

const route = getRouteApi('/policies');

type Agreement = NonNullable<DeploymentRow['agreement']>;

const AGREEMENTS: Readonly<Record<Agreement, readonly [look: 'good' | 'care' | '', glyph: string, words: string]>> = {
  same: ['good', '●', 'the same'],
  differ: ['care', '◆', 'they differ'],
  unnamed: ['', '–', 'the registry names none'],
  'not-watched': ['', '–', 'not watched'],
};

const COLUMNS: readonly Column<DeploymentRow>[] = [
  {
    id: 'deployment',
    head: 'Deployment',
    value: ({ id }) => id,
    cell: ({ id }) => (
      <Link to="/policies/edit" search={{ deployment: id }}>
        <Name>{id}</Name>
      </Link>
    ),
  },
  {
    id: 'watched',
    head: 'Watched by',
    value: ({ watchedBy }) => watchedBy ?? '',
    cell: ({ watchedBy }) => (watchedBy == null ? 'not watched' : <Digest of={watchedBy} />),
  },
  {
    id: 'policy',
    head: 'Named in the registry',
    value: ({ policy }) => policy ?? '',
    cell: ({ policy }) => (policy === null ? 'none' : <Digest of={policy} />),
  },
  {
    id: 'agreement',
    head: 'State',
    value: ({ agreement }) => (agreement === undefined ? '' : AGREEMENTS[agreement][2]),
    cell: ({ agreement }) => (agreement === undefined ? '–' : <State of={agreement} />),
  },
];
/** Columns for which the monitor must be seen. */
const WATCHED: ReadonlySet<string> = new Set(['watched', 'agreement']);

function State({ of }: { readonly of: Agreement }) {
  const [look, glyph, words] = AGREEMENTS[of];
  return (
    <Badge look={look} glyph={glyph}>
      {words}
    </Badge>
  );
}

export default function Policies() {
  const state = route.useSearch();
  const navigate = route.useNavigate();
  const mayWatch = useMay()('monitor.read');
  return (
    <Page
      title="Policies"
      about="The rules by which decisions are audited and watched, each known by the digest of its text."
      acts={
        <p className="acts no-print">
          <Link className="button" to="/policies/edit" search={{}}>
            Check a text
          </Link>
        </p>
      }
    >
      {mayWatch ? null : <p className="note">Your roles do not show what is watched.</p>}
      <ServedTable
        caption="Policies"
        what="the policies"
        columns={mayWatch ? COLUMNS : COLUMNS.filter(({ id }) => !WATCHED.has(id))}
        rowKey={({ id }) => id}
        state={state}
        onState={(search) => void navigate({ search, replace: true })}
        file="policies.csv"
        list={deploymentsQuery}
        empty={
          <Empty title="Nothing is deployed" command={applyCommand(location.origin)}>
            A deployment names the policy that it runs under; one document registers both.
          </Empty>
        }
      />
    </Page>
  );
}
