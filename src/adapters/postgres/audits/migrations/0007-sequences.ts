import { defineMigration } from '../../engine/index.js';

/** Decisions of sequences, one audit after the other: at each place one, and of everything that was audited one. */
export const migration = defineMigration({
  id: 'audits/0007',
  name: 'sequences',
  sql: `
create table audit_sequence_decision (
  sequence text collate "C" not null,
  place integer not null,
  audited text not null,
  content text not null,
  seal bytea not null,
  primary key (sequence, place),
  unique (sequence, audited)
);
`,
});
