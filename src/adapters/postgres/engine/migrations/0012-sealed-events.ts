/** A keyed hash says of an event that waits to become an entry that the service kept it. */
export const sealedEvents = `
alter table pending_event add column seal bytea;
`;
