Console.WriteLine("unum");
