// 200 invented decisions as columns: who, what was decided, what turned out to be true.
const people = Array.from({ length: 200 }, (_, i) => i);

export const race = people.map((i) => (i < 120 ? 'Green' : 'Blue'));
export const label = people.map((i) => i % 2);
export const prediction = people.map((i) => Number(i < 120 ? i % 5 < 3 : i % 5 < 2));
