import { googleSlides } from '../../src/hosts/google-slides.ts';
import { runSlideHostTests } from './contract.ts';

const FILE = 'https://docs.google.com/presentation/d/1aB_c-9/export/pdf';

runSlideHostTests({
  host: googleSlides,
  resolves: [
    ['https://docs.google.com/presentation/d/1aB_c-9/edit?usp=sharing#slide=id.p', FILE],
    ['https://docs.google.com/presentation/d/1aB_c-9', FILE],
    ['https://docs.google.com/presentation/d/1aB_c-9/pub?start=false&loop=false', FILE],
    ['https://docs.google.com/presentation/u/1/d/1aB_c-9/present', FILE],
    ['https://docs.google.com/a/example.org/presentation/d/1aB_c-9/edit', FILE],
    ['https://docs.google.com/presentation/d/1aB_c-9/edit?resourcekey=0-x', `${FILE}?resourcekey=0-x`],
    [
      'https://docs.google.com/presentation/d/e/2PACX-1vQ_x/pub?start=false',
      '[it is published to the web only, which offers no file]',
    ],
  ],
  ignores: ['https://docs.google.com/document/d/1aB_c-9/edit', 'https://drive.google.com/file/d/1aB_c-9/view'],
});
