import { direct } from '../../src/hosts/direct.ts';
import { runSlideHostTests } from './contract.ts';

const own = [
  'https://static.sched.com/hosted_files/kccnceu18/66/80%25.pdf',
  'https://schd.ws/hosted_files/kccnceu18/4e/deck.pptx',
  'https://hosted-files.sched.co/kccnceu2021/1a/Plain_Text_Transcript_212_PIAO-1198',
  'http://speaker.example/talks/Deck.PDF?download=1',
  'https://raw.githubusercontent.com/cncf/presentations/main/deck.key',
  'https://slides.example/kubecon/index.html',
] as const;

runSlideHostTests({
  host: direct,
  resolves: own.map((address) => [address, address]),
  ignores: [
    'https://speakerdeck.com/user/deck',
    'https://hosted-files.sched.co/robots',
    'https://static.sched.com/logo',
    'https://github.com/cncf/presentations/blob/main/deck.pdf',
    'https://www.dropbox.com/s/abc/deck.pdf?dl=0',
    'ftp://speaker.example/deck.pdf',
    'https://docs.google.com/presentation/d/1abc/edit',
  ],
});
