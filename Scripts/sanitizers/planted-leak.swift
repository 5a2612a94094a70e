// Not part of any program. `make sanitize-address` builds this with the address sanitizer and runs it: "none" must pass, "leak" and
// "overflow" must be reported, or the sanitizer is deaf.
import Glibc

@inline(never) func plant(_ mistake: String) {
  guard let memory = malloc(48) else { return }
  memset(memory, 0, 48)
  switch mistake {
  case "leak": return
  case "overflow": memset(memory, 1, 49 + Int(getpid() & 1))
  default: break
  }
  free(memory)
}

@inline(never) func clearStack() {
  // What is left of a pointer on the stack would hide the leak.
  withUnsafeTemporaryAllocation(byteCount: 8192, alignment: 16) { _ = memset($0.baseAddress!, 0, $0.count) }
}

plant(CommandLine.arguments.dropFirst().first ?? "none")
clearStack()
