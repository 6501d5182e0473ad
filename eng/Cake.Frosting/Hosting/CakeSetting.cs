namespace Cake.Frosting.Hosting;

/// <summary>A setting of Cake that the program itself makes.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Value">Its value.</param>
internal sealed record CakeSetting(string Key, string Value);
