import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import {
  type DataLineage,
  dataLineageQuery,
  dataSetsQuery,
  type ListedRun,
  trainingRunQuery,
  type VersionLineage,
  versionLineageQuery,
} from '../../api/lineage.js';
import { Actor } from '../../parts/actor.js';
import { Digest } from '../../parts/digest.js';
import { Page, Section } from '../../parts/page.js';
import { Answer, Empty } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { Shares } from './shares.js';

const route = getRouteApi('/lineage');

type DataUse = ListedRun['data'][number];
type Facts = Pick<VersionLineage, 'version' | 'registered' | 'served'>;

/** From versions to the code and data that they were made of, and from data sets to the versions that came of them. */
export default function Lineage() {
  const { version, data, model, fall } = route.useSearch();
  return (
    <Page
      title="Lineage"
      about="From what versions were made, and what came of data sets, as training runs told it. The service has seen neither data nor training."
    >
      {version !== undefined ? (
        <OfVersion digest={version} />
      ) : data !== undefined ? (
        <OfData id={data} />
      ) : model !== undefined ? (
        <Shares model={model} fall={fall ?? '0'} />
      ) : (
        <DataSets />
      )}
    </Page>
  );
}

const SETS: readonly Column<{ id: string; namespace: string; name: string; version: string | null; runs: number }>[] = [
  {
    id: 'name',
    head: 'Data set',
    value: ({ namespace, name }) => `${namespace} ${name}`,
    cell: ({ id, namespace, name }) => (
      <Link to="/lineage" search={{ data: id }}>
        <Name>{[namespace, name].filter((part) => part !== '').join(' ')}</Name>
      </Link>
    ),
  },
  {
    id: 'version',
    head: 'State',
    value: ({ version }) => version ?? '',
    cell: ({ version }) => (version === null ? 'not told' : <Name>{version}</Name>),
  },
  { id: 'runs', head: 'Runs', isNumber: true, value: ({ runs }) => runs, cell: ({ runs }) => runs },
];

function DataSets() {
  const sets = useQuery(dataSetsQuery(undefined));
  return (
    <Answer of={sets} what="the data sets">
      {({ data, next }) =>
        data.length === 0 ? (
          <Empty title="No training run was told" command="tribune lineage import RUN --version sha256:...">
            Training tells in one call from which code and data a version was made; runs of MLflow and OpenLineage are
            taken too.
          </Empty>
        ) : (
          <Section title="Data sets">
            <Table caption="Data sets" columns={SETS} rows={data} rowKey={({ id }) => id} />
            {next === null ? null : (
              <p className="note">These are the first {data.length}; tribune lineage show NAME finds others.</p>
            )}
          </Section>
        )
      }
    </Answer>
  );
}

function OfVersion({ digest }: { readonly digest: string }) {
  const found = useInfiniteQuery(versionLineageQuery(digest));
  return (
    <Answer of={found} what="the lineage of the version">
      {({ pages }) => {
        const runs = pages.flatMap((page) => page.runs);
        return (
          <>
            <Served facts={pages[0]!} />
            <Section title="Made by">
              {runs.length === 0 ? (
                <p className="note">Nobody told of a training run that made this version.</p>
              ) : (
                runs.map((run) => <Run key={run.id} run={run} />)
              )}
              <Earlier of={found} />
            </Section>
          </>
        );
      }}
    </Answer>
  );
}

function OfData({ id }: { readonly id: string }) {
  const found = useInfiniteQuery(dataLineageQuery(id));
  return (
    <Answer of={found} what="what came of the data set">
      {({ pages }) => <Came pages={pages} more={<Earlier of={found} />} />}
    </Answer>
  );
}

/** A data set with the versions that came of it, each once, and the runs that read it. */
function Came({ pages, more }: { readonly pages: readonly DataLineage[]; readonly more: ReactNode }) {
  const data = pages[0]!;
  const versions = new Map(pages.flatMap((page) => page.versions).map((facts) => [facts.version, facts]));
  return (
    <>
      <Section title="Data set">
        <p>
          <Name>{[data.namespace, data.name].filter((part) => part !== '').join(' ')}</Name>
          {data.version === null ? null : (
            <>
              , state <Name>{data.version}</Name>
            </>
          )}
          , {data.digest === null ? 'told without a digest of its bytes' : <Digest of={data.digest} />}
        </p>
      </Section>
      {Array.from(versions.values(), (facts) => (
        <Served key={facts.version} facts={facts} isLink />
      ))}
      <Section title="Read by">
        {pages.flatMap(({ runs }) => runs.map((run) => <Run key={run.id} run={run} />))}
        {more}
      </Section>
    </>
  );
}

interface Paged {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => unknown;
}

/** The way to runs that were told earlier, where a page does not hold them all. */
const Earlier = ({ of: { hasNextPage, isFetchingNextPage, fetchNextPage } }: { readonly of: Paged }) =>
  hasNextPage ? (
    <p className="acts no-print">
      <button type="button" className="button" disabled={isFetchingNextPage} onClick={() => fetchNextPage()}>
        {isFetchingNextPage ? 'Fetching …' : 'Show earlier runs'}
      </button>
    </p>
  ) : null;

const PERIODS: readonly Column<Facts['served'][number] & { readonly version: string }>[] = [
  {
    id: 'deployment',
    head: 'Deployment',
    cell: ({ deployment, version }) => (
      <Link to="/decisions" search={{ deployment, version }}>
        <Name>{deployment}</Name>
      </Link>
    ),
  },
  { id: 'from', head: 'From', cell: ({ from }) => (from === null ? 'the first decision' : <Time at={from} />) },
  { id: 'to', head: 'To', cell: ({ to }) => (to === null ? 'still' : <Time at={to} />) },
];

/** A version and when it served; each deployment leads to the decisions of the version. */
function Served({
  facts: { version, registered, served },
  isLink = false,
}: {
  readonly facts: Facts;
  readonly isLink?: boolean;
}) {
  const name = (
    <>
      {registered.length === 0 ? (
        'not registered'
      ) : (
        <Name>{registered.map(({ model, label }) => `${model} ${label}`).join(', ')}</Name>
      )}{' '}
      <Digest of={version} />
    </>
  );
  return (
    <Section title="Version">
      <p>
        {isLink ? (
          <Link to="/lineage" search={{ version }}>
            {name}
          </Link>
        ) : (
          name
        )}
      </p>
      {[...new Set(registered.map(({ model }) => model))].map((model) => (
        <p key={model}>
          <Link to="/lineage" search={{ model }}>
            Shares of groups in what versions of <Name>{model}</Name> learned from
          </Link>
        </p>
      ))}
      {served.length === 0 ? (
        <p className="note">It served nowhere.</p>
      ) : (
        <Table
          caption="When it served"
          columns={PERIODS}
          rows={served.map((each) => ({ ...each, version }))}
          rowKey={({ deployment, from }) => `${deployment} ${from}`}
        />
      )}
    </Section>
  );
}

const DATA: readonly Column<DataUse>[] = [
  {
    id: 'name',
    head: 'Data set',
    cell: ({ id, namespace, name }) => (
      <Link to="/lineage" search={{ data: id }}>
        <Name>{[namespace, name].filter((part) => part !== '').join(' ')}</Name>
      </Link>
    ),
  },
  { id: 'role', head: 'For', cell: ({ role }) => <Name>{role}</Name> },
  { id: 'version', head: 'State', cell: ({ version }) => (version === null ? 'not told' : <Name>{version}</Name>) },
  { id: 'rows', head: 'Rows', isNumber: true, cell: ({ rows }) => rows ?? '–' },
  { id: 'digest', head: 'Digest', cell: ({ digest }) => (digest === null ? 'not told' : <Digest of={digest} />) },
];

const SOURCES: Readonly<Record<ListedRun['source'], string>> = {
  client: 'told by a client',
  mlflow: 'taken from MLflow',
  openlineage: 'taken from OpenLineage',
};

function Run({ run }: { readonly run: ListedRun }) {
  const { name, source, by, recordedAt, code, data, parameters, hasDocument } = run;
  const named = Object.entries(parameters);
  return (
    <div className="stack">
      <h3>
        <Name>{name}</Name>
      </h3>
      <p className="note">
        {SOURCES[source]}, kept <Time at={recordedAt} /> by <Actor id={by} />
      </p>
      <p>
        Code:{' '}
        {code === null ? (
          'not told'
        ) : (
          <Name>{[code.repository, code.commit, code.path].filter((part) => part !== null).join(' ')}</Name>
        )}
      </p>
      {data.length === 0 ? (
        <p className="note">No data sets were told.</p>
      ) : (
        <Table caption="Data" columns={DATA} rows={data} rowKey={({ id, role }) => `${id} ${role}`} />
      )}
      {named.length === 0 ? null : (
        <details>
          <summary>Parameters</summary>
          <dl>
            {named.map(([key, value]) => (
              <div key={key}>
                <dt>
                  <Name>{key}</Name>
                </dt>
                <dd>
                  <Name>{String(value)}</Name>
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      {hasDocument ? <ToldDocument run={run.id} /> : null}
    </div>
  );
}

/** The document of another program by which a run was told, asked for when somebody opens it: lists have none of them. */
function ToldDocument({ run }: { readonly run: string }) {
  const [isOpen, setOpen] = useState(false);
  const told = useQuery({ ...trainingRunQuery(run), enabled: isOpen });
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>The document as it came</summary>
      {isOpen ? (
        <Answer of={told} what="the document">
          {({ foreign }) => <pre>{JSON.stringify(foreign, null, 2)}</pre>}
        </Answer>
      ) : null}
    </details>
  );
}
