using Cake.Frosting;
using Cake.MultiArch.Frosting;
using FrostingProgram;

return new CakeHost().UseContext<BuildContext>().UseMultiArch().Run(args);
