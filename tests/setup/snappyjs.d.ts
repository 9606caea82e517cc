/** The part of snappyjs that the makers of test files use; the package brings no types. */
declare module 'snappyjs' {
  export function compress(plain: Uint8Array): Uint8Array;
}
