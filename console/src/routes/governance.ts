import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { ControlsSearch } from '../pages/controls/search.js';
import { root } from './root.js';
import { type Search, tableState, text } from './search.js';

const gates = createRoute({
  getParentRoute: () => root,
  path: '/gates',
  validateSearch: tableState,
  component: lazyRouteComponent(() => import('../pages/gates/gates.js')),
});

const gate = createRoute({
  getParentRoute: () => root,
  path: '/gate',
  validateSearch: ({ deployment: of, version }: Search): { deployment: string; version?: string | undefined } => ({
    deployment: text(of) ?? '',
    version: text(version),
  }),
  component: lazyRouteComponent(() => import('../pages/gates/gate.js')),
});

const CONTROL_VIEWS = ['tasks', 'screen', 'workshops'] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const controls = createRoute({
  getParentRoute: () => root,
  path: '/controls',
  validateSearch: ({ system: of, at, framework, place, status, view, id, ...table }: Search): ControlsSearch => ({
    ...tableState(table),
    ...{ system: text(of), framework: text(framework), place: text(place), status: text(status), id: text(id) },
    at: DAY.test(String(at)) ? String(at) : undefined,
    view: CONTROL_VIEWS.find((one) => one === view),
  }),
  component: lazyRouteComponent(() => import('../pages/controls/controls.js')),
});

export interface DocumentsSearch {
  /** What they are about: a deployment, a version, a system or a model. */
  readonly subject?: string | undefined;
  readonly kind?: string | undefined;
  readonly view?: 'internal' | undefined;
  /** Another subject, such as the version before, whose document it is compared with. */
  readonly with?: string | undefined;
  /** The field that is to be answered. */
  readonly field?: string | undefined;
}

const documents = createRoute({
  getParentRoute: () => root,
  path: '/documents',
  validateSearch: ({ subject, kind, view, with: other, field }: Search): DocumentsSearch => ({
    ...{ subject: text(subject), kind: text(kind), with: text(other), field: text(field) },
    view: view === 'internal' ? view : undefined,
  }),
  component: lazyRouteComponent(() => import('../pages/documents/documents.js')),
});

const inbox = createRoute({
  getParentRoute: () => root,
  path: '/tasks',
  component: lazyRouteComponent(() => import('../pages/inbox/inbox.js')),
});

interface LineageSearch {
  readonly version?: string | undefined;
  readonly data?: string | undefined;
  /** A model, of which the shares of groups are shown, and by how much one has to have fallen. */
  readonly model?: string | undefined;
  readonly fall?: string | undefined;
}

const lineage = createRoute({
  getParentRoute: () => root,
  path: '/lineage',
  validateSearch: ({ version, data, model, fall }: Search): LineageSearch => ({
    ...{ version: text(version), data: text(data), model: text(model) },
    fall: FALL.test(String(fall)) ? String(fall) : undefined,
  }),
  component: lazyRouteComponent(() => import('../pages/lineage/lineage.js')),
});

/** As the service takes it. */
const FALL = /^0(\.\d{1,6})?$/;

/** Pages of what stands for a system: gates, controls, documents, what waits for somebody, and from what it was made. */
export const governanceRoutes = [gates, gate, controls, documents, inbox, lineage] as const;
