import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { openAlertsQuery } from '../api/alerts.js';
import { openIncidentsQuery } from '../api/incidents.js';
import { ALERT_FEED, INCIDENT_FEED, type Liveness, MONITOR_FEED, useLive, worstOf } from '../api/live.js';
import { sessionQuery } from '../api/queries.js';
import { stopsQuery } from '../api/stops.js';
import { useDocumentTasks } from '../pages/inbox/document-tasks.js';
import { useGateTasks } from '../pages/inbox/gate-tasks.js';
import { usePeopleTasks } from '../pages/inbox/other-tasks.js';
import { useWaitsForMe } from '../pages/stops/stop-task.js';
import { useMay } from '../parts/may.js';
import { shownOf } from '../parts/states.js';
import { zone } from '../parts/time.js';
import { UndoOffer } from '../parts/undo.js';
import { usePageKeys } from './keys.js';
import { PAGES } from './pages-list.js';
import { useOneReader } from './reader.js';
import { chooseTheme, type Theme, useTheme } from './theme.js';

const Palette = lazy(() => import('./palette.js'));
const SessionEnded = lazy(async () => ({ default: (await import('./session-ended.js')).SessionEnded }));

const LIVENESS: Readonly<Record<Liveness, string>> = {
  open: 'Live',
  waiting: 'Connecting …',
  lost: 'Not live: asked anew every minute',
};

/** What stands around every page: the menu, who is signed in, and whether what is shown is live. */
export function Shell() {
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  // The menu of a telephone closes when a page was chosen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is what it waits for
  useEffect(() => setMenuOpen(false), [path]);
  useOneReader(useQueryClient());
  usePageKeys(() => setPaletteOpen(true));
  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <div className="shell">
        <header className="side" data-open={isMenuOpen}>
          <div className="side-inner">
            <Link to="/" className="brand">
              <Mark />
              Tribune
            </Link>
            <button
              type="button"
              className="button menu"
              aria-expanded={isMenuOpen}
              onClick={() => setMenuOpen(!isMenuOpen)}
            >
              Menu
            </button>
            <button type="button" className="find" onClick={() => setPaletteOpen(true)}>
              Find <kbd>Ctrl K</kbd>
            </button>
            <Menu />
            <Aside />
          </div>
        </header>
        <main className="main" id="main" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <UndoOffer />
      <Suspense>
        {isPaletteOpen ? <Palette onClose={() => setPaletteOpen(false)} /> : null}
        <SessionEnded />
      </Suspense>
    </>
  );
}

const Mark = () => (
  <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="7" fill="var(--t-mark)" />
    <path d="M7 9h18v3.4h-7.2V25h-3.6V12.4H7z" fill="var(--t-surface)" />
  </svg>
);

/** How many alerts fire; undefined before it is known, and for whoever may not see them. */
const useOpenAlerts = () => {
  const enabled = useMay()('alert.read');
  return shownOf(useQuery({ ...openAlertsQuery, retry: false, enabled }));
};

/** How many alerts fire that nobody looks after; nothing where there is none, or the reader may not see them. */
function OpenAlerts() {
  const data = useOpenAlerts();
  const open = data?.firing.reduce((sum, one) => sum + one.open, 0) ?? 0;
  return open === 0 ? null : (
    <span className="count">
      {open}
      <span className="unseen"> that nobody looks after</span>
    </span>
  );
}

/** How many incidents are open; undefined before it is known, and for whoever may not see them. */
const useOpenIncidents = () => shownOf(useQuery({ ...openIncidentsQuery, retry: false })) ?? undefined;

function OpenIncidents() {
  const open = useOpenIncidents()?.open ?? 0;
  return open === 0 ? null : (
    <span className="count">
      {open}
      <span className="unseen"> open</span>
    </span>
  );
}

/** How many stops are in force, drills aside; nothing where there is none, or the reader may not see them. */
function StopsInForce() {
  const list = shownOf(useQuery({ ...stopsQuery, retry: false, enabled: useMay()('stops.read') }));
  const stops = list?.stops.filter(({ drill }) => !drill).length ?? 0;
  return stops === 0 ? null : (
    <span className="count">
      {stops}
      <span className="unseen"> in force</span>
    </span>
  );
}

/** How many tasks wait for the reader, as the page of tasks counts them, of people and documents those that are known already. */
function TasksForMe() {
  const todos = [...useGateTasks().tasks, ...usePeopleTasks(false), ...useDocumentTasks(false).tasks];
  const stops = shownOf(useQuery({ ...stopsQuery, retry: false, enabled: useMay()('stops.read') }))?.stops ?? [];
  const waitsForMe = useWaitsForMe();
  const mine =
    todos.filter(({ isMine }) => isMine).length + stops.filter((one) => !one.drill && waitsForMe(one)).length;
  return mine === 0 ? null : (
    <span className="count">
      {mine}
      <span className="unseen"> wait for you</span>
    </span>
  );
}

const Menu = () => (
  <nav aria-label="Console">
    <ul>
      {PAGES.map(({ to, name }) => (
        <li key={to}>
          <Link
            to={to}
            activeOptions={{ exact: to === '/', includeSearch: false }}
            activeProps={{ 'aria-current': 'page' }}
          >
            {name}
            {to === '/tasks' ? <TasksForMe /> : null}
            {to === '/alerts' ? <OpenAlerts /> : null}
            {to === '/stops' ? <StopsInForce /> : null}
            {to === '/incidents' ? <OpenIncidents /> : null}
          </Link>
        </li>
      ))}
    </ul>
  </nav>
);

function Aside() {
  const { data: session } = useQuery(sessionQuery);
  // The list of what is watched is asked for by the pages that show it: a thousand deployments are much to read for a word in the menu.
  const [watches, alerts] = [useMay()('monitor.read'), useOpenAlerts() !== undefined];
  const incidents = useOpenIncidents() !== undefined;
  const isAtIncidents = useRouterState({ select: ({ location }) => location.pathname.startsWith('/incidents') });
  const feeds = [
    useLive(MONITOR_FEED, watches),
    useLive(ALERT_FEED, alerts),
    // Browsers hold six connections to a service: incidents are followed where they are shown.
    useLive(INCIDENT_FEED, incidents && isAtIncidents),
  ];
  const liveness = worstOf(feeds.filter((_, at) => [watches, alerts, incidents && isAtIncidents][at]));
  const theme = useTheme();
  return (
    <div className="side-end">
      {liveness === null ? null : (
        <span className="live" data-state={liveness} role="status">
          {LIVENESS[liveness]}
        </span>
      )}
      {session === undefined ? null : (
        <span>
          <strong>
            <bdi className="clip">{session.name}</bdi>
          </strong>
          {session.roles.join(', ') || 'no role'}
        </span>
      )}
      <a href="/account">Your account</a>
      <label className="field">
        <span>Colours</span>
        <select value={theme} onChange={({ target }) => chooseTheme(target.value as Theme)}>
          <option value="system">as the system</option>
          <option value="light">light</option>
          <option value="dark">dark</option>
        </select>
      </label>
      <span>Times in {zone}</span>
    </div>
  );
}
