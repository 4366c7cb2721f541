import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { formatCount } from 'tribune/charts';
import { call } from '../../api/call.js';
import { type Calibration, calibrationQuery, standardsQuery } from '../../api/reviews.js';
import { useAct } from '../../parts/act.js';
import { Actor } from '../../parts/actor.js';
import { Confirm } from '../../parts/confirm.js';
import { Figure } from '../../parts/figure.js';
import { useMay } from '../../parts/may.js';
import { Page, Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { CalibrationReading } from './calibration-reading.js';
import { Discussion } from './discussion.js';
import { estimateText, rangeText } from './estimate-text.js';
import { StandardText } from './standard.js';
import { WriteStandard } from './write-standard.js';
import '../../style/reading.css';

const route = getRouteApi('/calibrations/$id');

/** A calibration: to be read by its readers, or to be looked after. */
export default function CalibrationPage() {
  const { id } = route.useParams();
  return useMay()('case.list') ? (
    <Record key={id} id={id} />
  ) : (
    <Page title="A calibration" crumb={crumb} about="The same cases for all of you, each read blind and by yourself.">
      <CalibrationReading key={id} id={id} />
    </Page>
  );
}

const crumb = (
  <Link to="/cases" search={{}}>
    Cases
  </Link>
);

const leadCrumb = (
  <Link to="/cases" search={{ view: 'calibrations' }}>
    Calibrations
  </Link>
);

function Record({ id }: { readonly id: string }) {
  const found = useQuery(calibrationQuery(id));
  return (
    <Page title={found.data?.title ?? 'A calibration'} crumb={leadCrumb}>
      <Answer of={found} what="the calibration">
        {(one) => <Shown of={one} />}
      </Answer>
    </Page>
  );
}

function Shown({ of }: { readonly of: Calibration }) {
  const may = useMay();
  const read = of.readers.reduce((sum, one) => sum + (one.read ?? 0), 0);
  return (
    <>
      <dl className="figures">
        <Figure
          name="Views"
          value={`${formatCount(read)} of ${formatCount(of.cases * of.readers.length)}`}
          note={`${of.cases === 1 ? 'one case' : `${formatCount(of.cases)} cases`}, ${formatCount(of.readers.length)} readers`}
        />
        <Agreed of={of} />
      </dl>
      <Section title="What it is about">
        <dl className="facts">
          <dt>System</dt>
          <dd>
            <Name>{of.system}</Name>
          </dd>
          <dt>Opened</dt>
          <dd>
            <Time at={of.openedAt} /> by <Actor id={of.openedBy} />
          </dd>
          {of.closedAt === null ? null : (
            <>
              <dt>Closed</dt>
              <dd>
                <Time at={of.closedAt} /> by <Actor id={of.closedBy!} />
              </dd>
            </>
          )}
        </dl>
      </Section>
      <Section title="Readers">
        <Table caption="Readers" columns={columnsOf(of.cases)} rows={of.readers} rowKey={({ id }) => id} />
      </Section>
      {of.state === 'open' ? (
        <>
          <p className="note">What each of them thinks is shown once it is closed.</p>
          {may('case.lead') ? <Close of={of} /> : null}
        </>
      ) : (
        <>
          {may('case.outcome') ? (
            <Discussion id={of.id} isReader={false} />
          ) : (
            <p className="note">What was said of each case is shown to the role legal, and to who read it.</p>
          )}
          <Standards system={of.system} calibration={of.id} />
        </>
      )}
    </>
  );
}

function Agreed({ of: { result } }: { readonly of: Calibration }) {
  if (result === null) return null;
  const { readers, fleiss, unanimous, asDecided, missing, erased } = result;
  return (
    <>
      <Figure name="Agreement (Krippendorff)" value={estimateText(readers, true)} note={rangeText(readers, true)} />
      <Figure name="Agreement (Fleiss)" value={estimateText(fleiss, true)} note={rangeText(fleiss, true)} />
      <Figure name="All alike" value={estimateText(unanimous)} note={rangeText(unanimous)} />
      <Figure name="As it was decided" value={estimateText(asDecided)} note={rangeText(asDecided)} />
      {missing + erased === 0 ? null : (
        <Figure
          name="Not read"
          value={formatCount(missing)}
          note={erased === 0 ? 'no case was erased' : `cases that were erased: ${formatCount(erased)}`}
        />
      )}
    </>
  );
}

type Reader = Calibration['readers'][number];
const columnsOf = (cases: number): readonly Column<Reader>[] => [
  { id: 'reader', head: 'Reader', cell: ({ name }) => <Name>{name}</Name> },
  {
    id: 'read',
    head: 'Read',
    isNumber: true,
    cell: ({ read }) => (read === null ? '–' : `${formatCount(read)} of ${formatCount(cases)}`),
  },
];

function Close({ of }: { readonly of: Calibration }) {
  const [isAsked, ask] = useState(false);
  const act = useAct(
    () => call('POST /v1/calibrations/{id}/close', { path: { id: of.id } }),
    ['calibrations'],
    () => ask(false),
  );
  return (
    <>
      <p className="acts">
        <button type="button" className="button main-act" onClick={() => ask(true)}>
          Close it
        </button>
      </p>
      {isAsked ? (
        <Confirm
          title="Close the calibration?"
          button="Close it"
          act={act}
          onConfirm={() => act.run(undefined)}
          onClose={() => ask(false)}
        >
          Nobody reads on. How far the readers agree is computed from what they said until now, and they see each
          other’s views.
        </Confirm>
      ) : null}
      {act.proof}
    </>
  );
}

function Standards({ system, calibration }: { readonly system: string; readonly calibration: string }) {
  const asked = useQuery(standardsQuery(system));
  const may = useMay();
  return (
    <Answer of={asked} what="what readers go by">
      {({ standards }) => (
        <>
          {standards.length === 0 ? (
            <Section title="What we go by">
              <p className="quiet">Nothing is written down yet for this system.</p>
            </Section>
          ) : (
            <StandardText of={standards[0]!} isOpen />
          )}
          {may('case.lead') ? (
            <WriteStandard
              key={standards[0]?.version ?? 0}
              system={system}
              calibration={calibration}
              before={standards[0]?.text ?? ''}
            />
          ) : null}
        </>
      )}
    </Answer>
  );
}
