import { defineMigration } from '../../engine/index.js';

/** Decisions of gates, one audit after the other: at each place one, and of everything that was audited one. */
export const migration = defineMigration({
  id: 'audits/0006',
  name: 'gates',
  sql: `
create table gate_decision (
  gate text collate "C" not null,
  place integer not null,
  audited text not null,
  content text not null,
  seal bytea not null,
  primary key (gate, place),
  unique (gate, audited)
);
`,
});
