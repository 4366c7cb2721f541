/** Bounds of records about systems, as the service takes them: characters of a name and of a reason. */
export const MOST_LINE = 300;
export const MOST_TEXT = 4_000;

/** What a risk form grades from 1, hardly, to 5, very, by its name in the record. */
export const RISKS = [
  ['quality', 'How poor its predictions are'],
  ['costOfWrongYes', 'What a wrong yes costs'],
  ['costOfWrongNo', 'What a wrong no costs'],
  ['unwatched', 'How little it is watched while it decides'],
  ['unplanned', 'How little is planned for an incident'],
  ['volume', 'How many people it decides about'],
  ['velocity', 'How fast it decides, without time to step in'],
  ['materiality', 'How much depends on it for the house'],
  ['externalHarm', 'How much harm it may do beyond those decided about'],
] as const;

/** Grades, with what they mean at the ends. */
export const GRADES = [
  ['1', '1, hardly'],
  ['2', '2'],
  ['3', '3'],
  ['4', '4'],
  ['5', '5, very'],
] as const;

/** A grade before anybody gave one, which the service refuses. */
export const UNGRADED = ['', 'not graded'] as const;

/** What may go wrong for people. */
export const HARMS = [
  ['allocation', 'something is not given to them'],
  ['quality-of-service', 'it works worse for them'],
  ['stereotyping', 'it confirms a stereotype'],
  ['denigration', 'it degrades them'],
  ['over-representation', 'they are shown or looked at too much'],
  ['under-representation', 'they are shown or looked at too little'],
] as const;

/** Names that stand in one field, with commas between them. */
export const namesIn = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
