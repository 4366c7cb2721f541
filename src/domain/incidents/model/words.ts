/** States of an incident, in the order in which one usually comes after the other. */
export const INCIDENT_STATES = [
  'detected',
  'triaged',
  'contained',
  'investigating',
  'remediating',
  'monitoring',
  'closed',
] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];

/**
 * States that may follow each. `closed` follows by the act of closing alone, which asks for evidence, and is left by reopening alone; what is
 * found out later may lead back.
 */
export const NEXT_STATES: Readonly<Record<IncidentState, readonly IncidentState[]>> = {
  detected: ['triaged', 'contained', 'investigating'],
  triaged: ['contained', 'investigating'],
  contained: ['investigating', 'remediating'],
  investigating: ['contained', 'remediating'],
  remediating: ['investigating', 'monitoring'],
  monitoring: ['investigating', 'remediating'],
  closed: [],
};

/** States in which what the system puts out is not to be relied on by others. */
export const SUSPECT_STATES: readonly IncidentState[] = [
  'detected',
  'triaged',
  'contained',
  'investigating',
  'remediating',
];

export const INCIDENT_SEVERITIES = ['critical', 'major', 'minor'] as const;
export type IncidentSeverity = (typeof INCIDENT_SEVERITIES)[number];

/** What persons do in an incident; one of them may do several things. */
export const INCIDENT_ROLES = {
  commander: 'leads: decides what is done next, and by whom',
  scribe: 'writes down what happens while it happens',
  communications: 'tells those concerned, inside and outside',
  legal: 'judges duties to report, and holds',
  technical: 'finds the cause and mends it',
} as const;
export type IncidentRole = keyof typeof INCIDENT_ROLES;

/** What an incident came from, as far as it is known. */
export const CAUSES = {
  unknown: 'not known yet',
  negligence: 'somebody left undone what was to be done',
  malice: 'somebody inside meant harm',
  attack: 'somebody outside meant harm',
  drift: 'the world or the people became others than the model learned from',
  data: 'the data were wrong',
  pipeline: 'the way from data to decision broke: a join, a unit, a version',
  model: 'the model is wrong where the data are right',
  policy: 'what was decided on was not what should be',
  process: 'people did what they were to do, and that was not enough',
  'new-fact': 'something became known that nobody could know',
  'false-alarm': 'nothing was wrong',
} as const;
export type Cause = keyof typeof CAUSES;

/** Facts of an incident that law asks about. The first five are those of Regulation (EU) 2024/1689, Article 3(49). */
export const FACTS = {
  death: 'a person died',
  health: 'the health of a person was seriously harmed',
  'critical-infrastructure': 'critical infrastructure was disrupted seriously and cannot be put right',
  'fundamental-rights': 'obligations that protect fundamental rights were infringed, such as by discrimination',
  'property-environment': 'property or the environment was seriously harmed',
  widespread: 'the infringement is widespread: people of several member states, or many of one, are harmed',
  'personal-data-breach': 'personal data were lost, changed, or seen by somebody who may not',
} as const;
export type Fact = keyof typeof FACTS;

/** What an incident can be linked to. */
export const LINK_KINDS = ['alert', 'stop', 'decision', 'audit', 'incident'] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

export const INCIDENT_ROLE_NAMES: readonly IncidentRole[] = Object.keys(INCIDENT_ROLES) as IncidentRole[];
export const CAUSE_NAMES: readonly Cause[] = Object.keys(CAUSES) as Cause[];
export const FACT_NAMES: readonly Fact[] = Object.keys(FACTS) as Fact[];
