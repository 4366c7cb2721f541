/**
 * What a build runs, in this order, in the root of the project: the console is made of built modules. Types are looked at by `npm run typecheck`, which
 * takes as long again; what is built is the same.
 */
export const BUILD_STEPS = [
  ['node_modules/typescript-native/bin/tsc', '-p', 'tsconfig.build.json', '--noCheck'],
  ['scripts/bundle.mjs'],
  ['scripts/build-console.mjs'],
];
