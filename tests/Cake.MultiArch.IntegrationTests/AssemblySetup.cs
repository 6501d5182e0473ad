using System.Runtime.Versioning;
using Xunit.Sdk;

// Podman, binfmt_misc and the two cores of a small agent are shared: integration tests run one at a time.
[assembly: Xunit.v3.Parallelization(Mode = ParallelMode.None)]
[assembly: SupportedOSPlatform("linux")]
