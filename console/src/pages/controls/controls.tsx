import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { controlsQuery, type SystemControls } from '../../api/controls.js';
import { applyCommand } from '../../parts/commands.js';
import { useMay } from '../../parts/may.js';
import { Page, Section } from '../../parts/page.js';
import { Answer, Empty } from '../../parts/states.js';
import { SystemChoice } from '../../parts/system-choice.js';
import { Time } from '../../parts/time.js';
import { ControlList } from './control-list.js';
import { ControlTasks } from './control-tasks.js';
import { DaySlider } from './day-slider.js';
import { Filters } from './filters.js';
import { RollUp } from './roll-up.js';
import { Screen } from './screen.js';
import { dayOf, shownControls } from './words.js';
import { Workshops } from './workshops.js';

const route = getRouteApi('/controls');

const VIEWS = [
  { view: undefined, name: 'Controls' },
  { view: 'tasks', name: 'What comes' },
  { view: 'screen', name: 'What the system is' },
  { view: 'workshops', name: 'Workshops and choices' },
] as const;

/** Law and standards as dated controls, and what the records of a system say to each. */
export default function Controls() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay()('control.read');
  return (
    <Page
      title="Controls"
      about="Duties of law and standards as dated data, and what the records of a system say to each. It is evidence, and no legal advice."
    >
      {may ? (
        <SystemChoice
          chosen={search.system}
          onChoose={(system) => void navigate({ search: { system, view: search.view }, replace: true })}
          empty={
            <Empty title="No system yet" command={applyCommand(location.origin)}>
              Controls are about a system: its place and its field say which law touches it.
            </Empty>
          }
        >
          {(system) => (
            <>
              <nav className="tabs" aria-label="Views of controls">
                {VIEWS.map(({ view, name }) => (
                  <Link
                    key={name}
                    to="/controls"
                    search={view === undefined ? { system } : { system, view }}
                    // Else the first view, whose address is the beginning of the others', would look chosen beside them.
                    activeOptions={{ exact: true }}
                    aria-current={search.view === view}
                  >
                    {name}
                  </Link>
                ))}
              </nav>
              <View system={system} />
            </>
          )}
        </SystemChoice>
      ) : (
        <p className="note">Your roles do not show this.</p>
      )}
    </Page>
  );
}

function View({ system }: { readonly system: string }) {
  const { view } = route.useSearch();
  switch (view) {
    case 'tasks':
      return <ControlTasks system={system} />;
    case 'screen':
      return <Screen key={system} system={system} />;
    case 'workshops':
      return <Workshops system={system} />;
    case undefined:
      return <OnADay system={system} />;
  }
}

function OnADay({ system }: { readonly system: string }) {
  const search = route.useSearch();
  const controls = useQuery(controlsQuery({ system, at: search.at, jurisdiction: search.place }));
  return (
    <Answer of={controls} what="the controls">
      {(of) => <Shown of={of} />}
    </Answer>
  );
}

function Shown({ of }: { readonly of: SystemControls }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const day = of.at.slice(0, 'YYYY-MM-DD'.length);
  // By the answer, as that of another day stays while this one is asked for.
  const isToday = day === dayOf(Date.now());
  const rows = shownControls(of.controls, search);
  return (
    <div className="stack">
      <DaySlider
        at={search.at}
        frameworks={of.frameworks}
        onDay={(at) => void navigate({ search: { ...search, at, page: undefined }, replace: true })}
      />
      <RollUp of={of.frameworks} search={search} />
      <Section title={isToday ? 'Controls' : `Controls on ${day}`}>
        <Filters of={of} search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />
        {rows.length === 0 ? (
          <p className="note">Nothing with this status and of this framework on this day.</p>
        ) : (
          <ControlList
            of={of}
            rows={rows}
            isToday={isToday}
            state={search}
            onState={(state) => void navigate({ search: { ...search, ...state }, replace: true })}
          />
        )}
      </Section>
      <p className="note small">
        {of.wording} {isToday ? '' : 'Records are those that there are today; law and their age are those of the day. '}
        {of.asOf.entries === null ? null : <>As of {of.asOf.entries} entries of the log, </>}
        {/* A day of law begins at midnight UTC, which is the day before for half of the world. */}
        {isToday ? <Time at={of.at} /> : <span className="number">{day}</span>}.
      </p>
    </div>
  );
}
